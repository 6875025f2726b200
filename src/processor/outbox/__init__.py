"""The catalogue's stream as an outbox: each change of a file's status is told to a topic."""
