"""A tenant with its quota and its rows, for tests of what they say of each other."""

import json
from dataclasses import asdict, astuple
from typing import Any

from common import aws, times
from common.files import catalog, file_rows, usage, usage_rows
from common.files.file import Arrival, File, FileId, Rejection
from common.files.lifecycle import Status
from common.files.usage import NOTHING, SHARDS, Amount
from ingestion.tenants import handler as tenants
from ingestion.uploads import handler as uploads
from tests.unit.ingestion.conftest import Api

FILE = {"filename": "a.png", "contentType": "image/png", "size": 8}


class Rows:
    """The rows of one tenant's usage and of its files, which must agree."""

    def files(self) -> list[File]:
        return [file_rows.from_item(row) for row in _rows() if row["pk"]["S"].startswith("F#")]

    def shards(self) -> list[Any]:
        return [row for row in _rows() if row["sk"]["S"] == "USAGE"]

    def quota(self) -> Amount:
        """That of which all the credit is part."""
        (quota,) = {usage_rows.amount("quota", row) for row in self.shards()}
        return quota

    def check(self) -> Amount:
        """What is used, once each shard is seen to count its files, and all together to be credit of one quota."""
        files, shards = self.files(), self.shards()
        used = [usage_rows.amount("used", row) for row in shards]
        free = [usage_rows.amount("free", row) for row in shards]
        for row, one in zip(shards, used, strict=True):
            assert one == usage.total([file for file in files if row["pk"]["S"].endswith(f"#{file.usage_shard}")])
        assert sum(used, NOTHING) == usage.total(files)
        assert len(shards) in (0, SHARDS)
        assert not shards or self.quota() == sum(used + free, NOTHING)
        assert all(number >= 0 for one in free for number in astuple(one))
        return sum(used, NOTHING)

    def clear(self) -> None:
        for row in _rows():
            aws.dynamodb().delete_item(TableName="catalog", Key={"pk": row["pk"], "sk": row["sk"]})


class Tenant:
    """Alice's tenant, whose quota is `quota` from the next request on."""

    def __init__(self, api: Api, environment: Any, quota: Amount) -> None:
        self.api, self._environment, self._rows = api, environment, Rows()
        self.limit(quota)
        self.id: str = self.told()["id"]

    def limit(self, quota: Amount) -> None:
        """Another deployment: the functions read another quota."""
        self._environment.setenv("QUOTAS", json.dumps(asdict(quota)))
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
        return self._rows.files()

    def used(self) -> Amount:
        """What is used, by rows that agree."""
        return self._rows.check()


def _rows() -> list[Any]:
    pages = aws.dynamodb().get_paginator("scan").paginate(TableName="catalog", ConsistentRead=True)
    return [row for page in pages for row in page["Items"]]
