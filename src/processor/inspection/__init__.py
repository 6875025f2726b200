"""What holds a version against its promise and tells its type by its content, before anything else reads it."""
