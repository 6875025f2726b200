"""`make bench-api`: what the API's functions cost beside the calls of AWS that they cannot do without."""
