"""The function `queries` before an Athena that remembers what it was asked, for the tests of this folder."""

from tests.unit.ingestion.queries.engine import engine

__all__ = ["engine"]
