"""Keys that Inlet signs with: how they change, and where they are kept."""
