"""Connections, and when something is tried again."""
