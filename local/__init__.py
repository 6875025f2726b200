"""The embedded AWS on this machine, and what one does with it by hand. Nothing here is deployed."""
