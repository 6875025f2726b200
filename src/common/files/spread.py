"""Over how many partitions each list of a tenant is spread: one takes 500 arrivals a second."""

import dataclasses
import json
import zlib
from collections.abc import Mapping
from dataclasses import dataclass

from common.files.file import File
from common.settings import Malformed

# Who reads a list asks each of its partitions.
MOST_SHARDS = 32


@dataclass(frozen=True)
class Spread:
    """How many shards each list of a tenant has: `default`, unless `tenants` says otherwise. A number may only grow.

    A file keeps the shard that it was signed with.
    """

    default: int
    tenants: Mapping[str, int]

    def shards(self, tenant: str) -> int:
        """How many shards the lists of `tenant` have; they are named 0, 1, …"""
        return self.tenants.get(tenant, self.default)

    def assigned(self, files: list[File]) -> list[File]:
        """The new `files`, each in the shard that its id decides."""
        return [dataclasses.replace(file, shard=self._shard(file)) for file in files]

    def _shard(self, file: File) -> int:
        return zlib.crc32(file.id.id.encode()) % self.shards(file.id.tenant)


def parse(text: str) -> Spread:
    """`{"default": 1, "tenants": {"t-…": 8}}`. Raises Malformed, KeyError or TypeError when it is not one."""
    given = json.loads(text)
    spread = Spread(given["default"], dict(given["tenants"]))
    for shards in (spread.default, *spread.tenants.values()):
        if type(shards) is not int or not 1 <= shards <= MOST_SHARDS:
            raise Malformed(f"each number of shards is a whole one from 1 to {MOST_SHARDS}")
    return spread
