"""What everyone may see, without a token."""
