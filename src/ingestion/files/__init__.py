"""What the catalogue has of a file, its content by signed URL, and processing it once more."""
