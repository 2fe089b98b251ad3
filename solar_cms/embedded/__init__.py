"""One-machine mode: Postgres and Valkey from packages, and the commands of dev.py.

Standard library only (dev.py runs it before anything is installed), except
`management/` and `catalogues.py`, which run inside the virtual environment.
"""
