"""One measured promise a file, beside a peer at its best in the same run: `python -m bench [name …]`."""
