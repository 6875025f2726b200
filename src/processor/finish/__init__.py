"""The end of each run: what was found is brought into one form, and the file settled."""
