"""Lists of files: what is wanted, the lists that have it, their join by seeking, and pages of what may be shown."""
