"""The command line: it asks the client and shows what it says."""
