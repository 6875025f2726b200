"""Runs of the janitor, as whoever begins them and whoever works on them know them."""
