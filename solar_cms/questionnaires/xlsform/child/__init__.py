"""Opens one XLSForm in a child process with a memory limit. Needs nothing of ours but the reader of
imports: `main.py` says what it prints."""
