"""Files that Inlet has: what is known of them, and their content."""
