"""A soak of events on a cloud that is there: clients in a storm, a key revoked in the middle, and what is left."""

import json
import multiprocessing
import sys
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass
from datetime import datetime, timedelta

from common import times
from common.events.bad import read as read_bad
from common.events.rows import unpack
from tests.e2e.cloud import Api, Cloud
from tests.faults.log import Entry
from tests.faults.plan import Plan
from tests.faults.proxy import Proxy
from tests.soak import settling
from tests.soak.events import evidence, sender, stream, verdict
from tests.soak.events.evidence import Evidence
from tests.soak.events.sender import Journal
from tests.soak.events.weather import storm

Key = tuple[str, str]

AT_ONCE = 4
PROCESSOR = "events"
QUEUE = "events"
# What is not done within so long is delivered again: more than a batch takes, far less than in earnest.
_VISIBILITY_SECONDS = 60
_PATIENCE_SECONDS = 3600
# How often dead letters are redriven, and slices folded, before what is left is a finding.
_REDRIVES = 5
_ROLLS = 50
# What the roller says when slices were left and nothing failed.
_ONLY_LATE = "0 tenants or slices failed, "
# The furthest that events are from the soak's beginning, either way; and a day for good measure.
_DAYS_BEFORE, _DAYS_AFTER = 6, 4


@dataclass(frozen=True)
class Run:
    """What is told about a soak of events besides what came of it."""

    seed: int
    seconds: float
    settled_seconds: float
    journals: list[Journal]
    calls: list[Entry]
    redriven: int
    there: Evidence
    wrong: list[str]


def soak(seed: int, count: int, cloud: Cloud, proxy: Proxy, owner: Api) -> Run:
    """One soak. `owner` may make and revoke write keys; the proxy stands before the API and all functions."""
    settling.hurry(cloud)
    cloud.root("sqs").set_queue_attributes(
        QueueUrl=cloud.outputs["queues"][QUEUE]["url"], Attributes={"VisibilityTimeout": str(_VISIBILITY_SECONDS)}
    )
    proxy.log.clear()
    began = times.now()
    jobs = stream.jobs(seed, count, began)
    first, second = (owner.write_key(name) for name in ("soak-first", "soak-second"))
    url = cloud.outputs["api_url"].replace(cloud.endpoint, proxy.url)
    proxy.plan = storm(seed, cloud.outputs["functions"][PROCESSOR])
    started = time.monotonic()
    journals = _sent(jobs, sender.Place(url, (first["key"], second["key"])), lambda: _revoke(owner, first["id"]))
    seconds = time.monotonic() - started
    proxy.plan = Plan()
    print("→ the storm is over: queues run empty, dead letters are sent again, slices are folded", file=sys.stderr)
    redriven = _settle(cloud)
    settled = time.monotonic() - started
    (tenant,) = owner("GET", "/tenants").json()["items"]
    there = _there(cloud, owner, tenant["id"], began)
    meant = {one.pair: one for job in jobs for call in job.calls() for one in call}
    wrong = verdict.faults(journals, meant, there)
    if not sum(journal.key_refused for journal in journals):
        wrong.append("the revoked key was never refused")
    return Run(seed, seconds, settled, journals, proxy.log.all(), redriven, there, wrong)


def _sent(jobs: list[stream.Job], place: sender.Place, after_first: Callable[[], None]) -> list[Journal]:
    """The journals of all clients, each a process of its own, a few at a time."""
    context = multiprocessing.get_context("spawn")
    journals: list[Journal] = []
    with ProcessPoolExecutor(AT_ONCE, mp_context=context) as pool:
        waiting = [pool.submit(sender.send, place, job) for job in jobs]
        for done in as_completed(waiting):
            journal = done.result()
            if not journals:
                after_first()
            journals.append(journal)
            told = Counter(answer for answer, _ in journal.answers.values())
            print(f"client {journal.job.number}, {journal.job.manner}: {dict(told)}", file=sys.stderr)
    return journals


def _revoke(owner: Api, key: str) -> None:
    answer = owner("DELETE", f"/write-keys/{key}")
    assert answer.status_code == 204, answer.text


def _settle(cloud: Cloud) -> int:
    """Until nothing waits, nothing is dead and nothing unfolded, or patience ends; how many dead letters there were."""
    redriven = 0
    for _ in range(_REDRIVES):
        settling.wait_for_queues(cloud, _PATIENCE_SECONDS)
        letters = _dead(cloud)
        if not letters:
            break
        redriven += letters
        cloud.run("tools.redrive", QUEUE)
    for _ in range(_ROLLS):
        _roll(cloud)
        if not _unfolded(cloud):
            break
    return redriven


def _roll(cloud: Cloud) -> None:
    """Folds for as long as the roller has time. That it was late with much left is an alarm to operators, no fault."""
    answer = cloud.root("lambda").invoke(FunctionName=cloud.outputs["functions"]["roller"], Payload=b"{}")
    told = json.loads(answer["Payload"].read() or b"{}")
    if "FunctionError" in answer and not told["errorMessage"].startswith(_ONLY_LATE):
        raise AssertionError(told)


def _dead(cloud: Cloud) -> int:
    told = cloud.root("sqs").get_queue_attributes(
        QueueUrl=cloud.outputs["queues"][QUEUE]["dlq_url"], AttributeNames=["ApproximateNumberOfMessages"]
    )
    return int(told["Attributes"]["ApproximateNumberOfMessages"])


def _unfolded(cloud: Cloud) -> int:
    items = evidence.scanned(cloud.root("dynamodb"), cloud.outputs["events_table"], "S#")
    return sum("gk" in item for item in items)


def _there(cloud: Cloud, owner: Api, tenant: str, began: datetime) -> Evidence:
    dynamodb, table = cloud.root("dynamodb"), cloud.outputs["events_table"]
    rows = [
        evidence.stored(unpack(bytes(item["line"]["B"]))) for item in evidence.scanned(dynamodb, table, f"E#{tenant}#")
    ]
    bad = [read_bad(tenant, item) for item in evidence.scanned(dynamodb, table, f"B#{tenant}#")]
    lines = list(evidence.lines(cloud.root("s3"), cloud.outputs["archive_bucket"], f"events/tenant={tenant}/"))
    counts, users = _told(owner, began)
    return Evidence(
        rows=rows,
        bad=[(evidence.payload_pair(one.event_id, one.payload), one.code) for one in bad],
        archived=Counter(evidence.stored(line).pair for _, line in set(lines)),
        counts=counts,
        users=users,
        raw=len(lines),
        dead_letters=_dead(cloud),
        unfolded=_unfolded(cloud),
    )


def _told(owner: Api, began: datetime) -> tuple[dict[Key, int], dict[Key, int]]:
    """What /stats says of counts and users, by day, by hour and in the whole. An estimate of users is told as -1."""
    counts: dict[Key, int] = {}
    users: dict[Key, int] = {}
    midnight = began.replace(hour=0, minute=0, second=0, microsecond=0)
    span = {
        "from": times.text(midnight - timedelta(days=_DAYS_BEFORE)),
        "to": times.text(midnight + timedelta(days=_DAYS_AFTER)),
    }
    for by, characters in (("day", 10), ("hour", 13)):
        answer = owner("GET", "/stats", params=span | {"by": by})
        assert answer.status_code == 200, answer.text
        told = answer.json()
        assert told["complete"], "some events are not summed up"
        figures = [((one["start"][:characters], one["type"]), one) for one in told["items"]]
        figures += [(("", one["type"]), one) for one in told["total"]["types"]]
        for key, one in [*figures, (("", ""), told["total"])]:
            counts[key] = one["count"]
            users[key] = -1 if one["uniqueUsersApproximate"] else one["uniqueUsers"]
    return counts, users
