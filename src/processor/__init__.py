"""What works on files and events after they came in; each folder is one zip."""
