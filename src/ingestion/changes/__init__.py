"""Changing files of the catalogue: their names, tags, metadata and projects; deleting them, and bringing them back."""
