"""A tenant with its quota and its rows, for tests of what they say of each other."""

import json
from typing import Any

from common import aws, catalog, file_rows, times, usage, usage_rows
from common.files import Arrival, File, FileId, Rejection
from common.lifecycle import Status
from common.usage import NOTHING, SHARDS, Amount
from ingestion import tenants, uploads
from tests.unit.ingestion.conftest import Api

FILE = {"filename": "a.png", "contentType": "image/png", "size": 8}


class Tenant:
    """Alice's tenant, whose quota is `quota` from the next request on."""

    def __init__(self, api: Api, environment: Any, quota: Amount) -> None:
        self.api, self._environment = api, environment
        self.limit(quota)
        self.id: str = self.told()["id"]

    def limit(self, quota: Amount) -> None:
        """Another deployment: the functions read another quota."""
        self._environment.setenv("QUOTAS", json.dumps(dict(zip(usage.KINDS, _numbers(quota), strict=True))))
        uploads._settings.cache_clear()
        tenants._settings.cache_clear()

    def told(self) -> Any:
        """What the API says of the tenant."""
        (item,) = self.api("GET /tenants").json["items"]
        return item

    def post(self, *files: Any, **more: Any) -> Any:
        return self.api("POST /uploads", body={"files": list(files)}, **more)

    def ids(self, *files: Any) -> list[str]:
        """The ids of uploads that must be taken."""
        answer = self.post(*files)
        assert answer.status == 201, answer.text
        return [one["fileId"] for one in answer.json["uploads"]]

    def end(self, file_id: str, to: Status, size: int = 8) -> File:
        """What the logger and the sweeper do."""
        file = self.file(file_id)
        arrival = Arrival("v1", "etag", size, file.created_at) if to is Status.UPLOADED else None
        rejection = None if arrival else Rejection("c", "r")
        return catalog.move("catalog", file, to, by="test", at=times.now(), arrival=arrival, rejection=rejection)

    def file(self, file_id: str) -> Any:
        return catalog.find("catalog", FileId(self.id, file_id))

    def files(self) -> list[File]:
        return [file_rows.from_item(row) for row in _rows() if row["pk"]["S"].startswith("F#")]

    def used(self) -> Amount:
        """What the rows of usage say, once they are consistent with each other and with the files."""
        shards = [row for row in _rows() if row["sk"]["S"] == "USAGE"]
        used = sum((usage_rows.amount("used", row) for row in shards), NOTHING)
        everything = self.files()
        assert used == usage.total(everything)
        for shard in range(SHARDS):
            files = [file for file in everything if file.usage_shard == shard]
            (row,) = [row for row in shards if row["pk"] == usage_rows.key(self.id, shard)["pk"]] or [{}]
            assert usage_rows.amount("used", row) == usage.total(files)
        self.check_credit(shards)
        return used

    @staticmethod
    def check_credit(shards: list[Any]) -> None:
        """The shards are credit of one quota, and all of it."""
        assert len(shards) in (0, SHARDS)
        quotas = {usage_rows.amount("quota", row) for row in shards}
        free = [usage_rows.amount("free", row) for row in shards]
        assert not shards or quotas == {
            sum((usage_rows.amount("used", row) for row in shards), NOTHING) + sum(free, NOTHING)
        }
        assert all(number >= 0 for one in free for number in _numbers(one))


def _numbers(amount: Amount) -> tuple[int, int, int]:
    return amount.bytes, amount.files, amount.pending


def _rows() -> list[Any]:
    pages = aws.dynamodb().get_paginator("scan").paginate(TableName="catalog", ConsistentRead=True)
    return [row for page in pages for row in page["Items"]]
