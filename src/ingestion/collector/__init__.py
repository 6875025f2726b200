"""Takes events: who sends them, whether they are what they should be, and into the queue with them."""
