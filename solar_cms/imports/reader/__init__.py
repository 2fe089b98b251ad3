"""Turns one workbook or CSV file into lines of JSON, in a child process with a memory limit, so that
a file made to harm takes nothing else down. Needs nothing of ours: `main.py` says what it prints."""
