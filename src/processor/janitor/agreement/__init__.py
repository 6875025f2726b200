"""Rows, lists and objects are brought to agree: page by page through all of them, as often as it takes."""
