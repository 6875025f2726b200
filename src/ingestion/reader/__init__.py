"""What came of events: reading them, their statistics, and those that could not be kept."""
