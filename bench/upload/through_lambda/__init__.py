"""The design that Inlet is not: files go through the API's function."""
