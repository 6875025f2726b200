"""Files: their rows, their life, and what decides about what arrives."""
