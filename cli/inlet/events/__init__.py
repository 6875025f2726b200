"""Events: sent in batches, found again, counted."""
