"""What looks for malware in files, and what keeps its definitions up to date."""
