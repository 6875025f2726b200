"""What takes events out of their queue: each is stored once, archived once, counted once."""
