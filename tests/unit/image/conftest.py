"""The account in this process, for the tests of this folder."""

from tests.unit.cloud import clock, cloud, lines

__all__ = ["clock", "cloud", "lines"]
