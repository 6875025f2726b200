"""What becomes of a file in which the scanner found something."""
