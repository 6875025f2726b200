"""Whether the catalogue is true: rows, lists, usage, and the objects in S3 say the same of a tenant's files.

For when all is quiet: what is on its way (a message not yet delivered, a run of processing) may be told as a fault.
"""

import time
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from common.files import file_rows, places, usage, usage_rows
from common.files.file import File, FileId, parse_key
from common.files.lifecycle import Status
from common.files.places import Place
from common.files.processing import ScanResult
from tests.e2e.cloud import Cloud

_LOOKS = 6  # a second apart

# Of all others S3 holds nothing.
_HELD = {Status.UPLOADED, Status.PROCESSING, Status.COMPLETED, Status.FAILED}


@dataclass(frozen=True)
class There:
    """All that there is: rows of the catalogue, versions by object key, and keys of the rest."""

    items: list[dict[str, Any]]
    versions: dict[str, set[str]] = field(default_factory=dict)
    markers: set[str] = field(default_factory=set)
    derived: set[str] = field(default_factory=set)
    quarantined: set[str] = field(default_factory=set)
    parts: set[str] = field(default_factory=set)


def disagreements(cloud: Cloud, *tenants: str) -> list[str]:
    """All that does not agree of these tenants' files, a line each."""
    return faults(look(cloud, *tenants))


def lasting(cloud: Cloud, *tenants: str) -> list[str]:
    """What does not agree for longer than a few seconds: by then the catalogue's stream was read."""
    for _ in range(_LOOKS):
        found = disagreements(cloud, *tenants)
        if not found:
            break
        time.sleep(1)
    return found


def look(cloud: Cloud, *tenants: str) -> There:
    """All that there is of these tenants, as root sees it: the whole table, and three buckets."""
    values = {f":t{number}": {"S": tenant} for number, tenant in enumerate(tenants)}
    pages = cloud.root("dynamodb").get_paginator("scan")
    rows = pages.paginate(
        TableName=cloud.outputs["catalog_table"],
        ConsistentRead=True,
        FilterExpression=" OR ".join(f"contains(pk, {name})" for name in values),
        ExpressionAttributeValues=values,
    )
    there = There([item for page in rows for item in page["Items"]])
    for tenant in tenants:
        for page in _pages(cloud, "list_object_versions", "uploads_bucket", tenant):
            for one in page.get("Versions", []):
                there.versions.setdefault(one["Key"], set()).add(one["VersionId"])
            there.markers.update(one["Key"] for one in page.get("DeleteMarkers", []))
        there.derived.update(_keys(cloud, "list_objects_v2", "derived_bucket", tenant))
        there.quarantined.update(_keys(cloud, "list_objects_v2", "quarantine_bucket", tenant))
        there.parts.update(_keys(cloud, "list_multipart_uploads", "uploads_bucket", tenant, kind="Uploads"))
    return there


def _pages(cloud: Cloud, operation: str, bucket: str, tenant: str) -> Any:
    paginator = cloud.root("s3").get_paginator(operation)
    return paginator.paginate(Bucket=cloud.outputs[bucket], Prefix=f"{tenant}/")


def _keys(cloud: Cloud, operation: str, bucket: str, tenant: str, kind: str = "Contents") -> Iterator[str]:
    for page in _pages(cloud, operation, bucket, tenant):
        yield from (one["Key"] for one in page.get(kind, []))


def faults(there: There) -> list[str]:
    """All that does not agree, a line each. Pure."""
    files = [file_rows.from_item(item) for item in there.items if item["sk"]["S"] == "FILE"]
    by_key = {file.id.key: file for file in files}
    return [
        *_of_lists(there.items, files),
        *_of_usage(there.items, files),
        *(line for file in files for line in _of_file(file, there)),
        *(f"{key}: an object without a row" for key in sorted(there.versions.keys() - by_key.keys())),
        *(f"{key}: a delete marker" for key in sorted(there.markers)),
        *(line for key in sorted(there.derived) for line in _of_derived(key, by_key)),
        *(f"{key}: parts that nobody waits for" for key in sorted(there.parts) if not _pending(by_key.get(key))),
        *(
            f"{item['pk']['S']}: {item['sk']['S']} without a file"
            for item in there.items
            if item["pk"]["S"].startswith("F#") and item["pk"]["S"].removeprefix("F#") not in by_key
        ),
    ]


def _of_lists(items: Iterable[dict[str, Any]], files: Iterable[File]) -> Iterator[str]:
    there = {Place(item["pk"]["S"], item["sk"]["S"]) for item in items if item["pk"]["S"].startswith("L#")}
    expected = {place for file in files for place in places.places(file)}
    yield from (f"{place.pk} {place.sk}: a place of nobody" for place in sorted(there - expected))
    yield from (f"{place.pk} {place.sk}: a place is missing" for place in sorted(expected - there))


def _of_usage(items: Iterable[dict[str, Any]], files: Collection[File]) -> Iterator[str]:
    used: dict[str, usage.Amount] = {}
    for item in items:
        if item["sk"]["S"] == "USAGE":
            tenant = item["pk"]["S"].split("#")[1]
            used[tenant] = used.get(tenant, usage.NOTHING) + usage_rows.amount("used", item)
    for tenant, amount in used.items():
        counted = [file for file in files if file.id.tenant == tenant and file.usage_shard is not None]
        expected = sum(map(usage.of, counted), usage.NOTHING)
        if amount != expected:
            yield f"{tenant}: counted {amount}, its files are {expected}"


def _of_file(file: File, there: There) -> Iterator[str]:
    key, versions = file.id.key, there.versions.get(file.id.key, set())
    status = file.deletion.status if file.deletion else file.status
    lost = file.reason_code == "object_missing"  # as its row says
    pinned = {file.arrival.version_id} if file.arrival and status in _HELD and not lost else set()
    infected = bool(file.processing and file.processing.scan and file.processing.scan.result is ScanResult.INFECTED)
    if infected and file.status is Status.PROCESSING:
        yield f"{key}: a quarantine that did not come to its end"
        return
    if file.deletion and file.deletion.purging_since:
        yield f"{key}: a purge that did not come to its end"
        return
    yield from (f"{key}: {status}, and version {version} is nobody's" for version in sorted(versions - pinned))
    yield from (f"{key}: {status}, and its version is not there" for _ in pinned - versions)
    if status is Status.QUARANTINED and key not in there.quarantined:
        yield f"{key}: quarantined, and there is no copy of it"
    variants = file.processing.variants if file.processing else {}
    yield from (f"{one.key}: a variant is missing" for one in variants.values() if one.key not in there.derived)


def _of_derived(key: str, files: dict[str, File]) -> Iterator[str]:
    owner, attempt = _derivation(key)
    file = files.get(owner.key) if owner else None
    if file is None:
        yield f"{key}: derived from nothing"
    elif file.processing is None or attempt not in {file.processing.attempt, file.processing.extracted}:
        yield f"{key}: derived by an attempt that is over"


def _derivation(key: str) -> tuple[FileId | None, int]:
    tenant, file_id, attempt, *_ = [*key.split("/"), "", "", ""]
    return parse_key(f"{tenant}/{file_id}"), int(attempt) if attempt.isdecimal() else 0


def _pending(file: File | None) -> bool:
    return file is not None and file.status is Status.PENDING
