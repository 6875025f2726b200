"""What is pushed to clients, and where it is pushed to."""
