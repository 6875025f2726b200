"""The design that Inlet is not: for each event one message, one row and one object in the archive.

Everything in it works, and is how one would begin. It keeps no totals, knows no users' counts and replays nothing.
"""
