"""What is seen in an image, and small copies of it."""
