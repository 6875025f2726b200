"""What is put right on a schedule."""
