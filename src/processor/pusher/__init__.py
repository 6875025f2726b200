"""Notifications of files to the connections of those who may know."""
