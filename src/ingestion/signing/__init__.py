"""Signed URLs: what those that put files and those that give them out have in common."""
