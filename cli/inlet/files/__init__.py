"""Files on this machine: their bytes, names, types and locks."""
