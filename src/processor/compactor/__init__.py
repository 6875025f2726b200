"""What makes few large archive objects of many small ones."""
