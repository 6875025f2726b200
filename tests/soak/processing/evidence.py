"""What is there after a soak of processing: files as their owner sees them, what the buckets hold, what queues keep."""

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import requests

from local import queues
from tests.e2e.cloud import Api, Cloud

_AT_ONCE = 8


@dataclass(frozen=True)
class Seen:
    """A file as the API tells of it; `content` is the SHA-256 of what its owner gets, or the code of the refusal.

    `variants` are the first bytes of what each leads to.
    """

    key: str
    filename: str
    status: str
    code: str | None
    extracted: Mapping[str, Any]
    content: str
    variants: Mapping[str, bytes] = field(default_factory=dict)
    attempt: int = 1


@dataclass(frozen=True)
class Evidence:
    """All that is there: files by their ids, the keys that each bucket has something of, and what queues still hold.

    `runs` are how many runs of the router there were, `at_once` how many of them at the same time at most.
    """

    files: Mapping[str, Seen]
    uploads: frozenset[str] = frozenset()
    quarantine: frozenset[str] = frozenset()
    derived: Mapping[str, frozenset[str]] = field(default_factory=dict)
    waiting: int = 0
    dead_letters: list[str] = field(default_factory=list)
    runs: int = 0
    at_once: int = 0


def files(owner: Api, keys: Mapping[str, str]) -> dict[str, Seen]:
    """The files of these ids, whose keys are given, as `owner` sees them."""
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        return dict(zip(keys, pool.map(partial(_seen, owner), keys, keys.values()), strict=True))


def _seen(owner: Api, file_id: str, key: str) -> Seen:
    told = owner("GET", f"/files/{file_id}").json()
    variants = {name: _fetched(owner, file_id, name)[:8] for name in told["variants"] if name != "original"}
    return Seen(
        key,
        told["filename"],
        told["status"],
        told["reasonCode"],
        told["extracted"] or {},
        _content(owner, file_id),
        variants,
        told["attempt"],
    )


def _content(owner: Api, file_id: str) -> str:
    answer = owner("GET", f"/files/{file_id}/content", headers={"Accept": "application/json"})
    if answer.status_code != 200:
        return str(answer.json()["code"])
    return hashlib.sha256(_fetched(owner, file_id, "original")).hexdigest()


def _fetched(owner: Api, file_id: str, variant: str) -> bytes:
    path = f"/files/{file_id}/content?variant={variant}"
    answer = owner("GET", path, headers={"Accept": "application/json"})
    got = requests.get(answer.json()["url"], timeout=30)
    return got.content if got.status_code == 200 else b""


def versions(cloud: Cloud, bucket: str) -> frozenset[str]:
    """The keys of which the bucket has a version."""
    pages = cloud.root("s3").get_paginator("list_object_versions").paginate(Bucket=cloud.outputs[f"{bucket}_bucket"])
    return frozenset(one["Key"] for page in pages for one in page.get("Versions", ()))


def derived(keys: Iterable[str]) -> dict[str, frozenset[str]]:
    """What was made of files, by the keys of the files."""
    found = defaultdict(set)
    for key in keys:
        tenant, file_id, name = key.split("/", 2)
        found[f"{tenant}/{file_id}"].add(name)
    return {key: frozenset(names) for key, names in found.items()}


def waiting(cloud: Cloud) -> int:
    """How many messages the queue of processing still has."""
    return queues.waiting(cloud.root("sqs"), cloud.outputs["queues"]["processing"]["url"])


def dead_letters(cloud: Cloud) -> list[str]:
    """What all queues have given up, with the reason where one was told."""
    return [
        f"{name}: {json.dumps(message.get('MessageAttributes', {}))} {message['Body']}"
        for name in cloud.outputs["queues"]
        for message in cloud.dead_letters(queue=name)
    ]
