"""What operators of the platform do: runs of the janitor."""
