"""Files on their way into processing: what a message asks for, and the run of the state machine that comes of it."""
