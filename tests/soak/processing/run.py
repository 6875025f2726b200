"""A soak of processing on a cloud that is there: a few hundred files at once, while AWS fails the functions."""

import sys
import time
from collections.abc import Mapping
from pathlib import Path

from inlet import Client, Item, Sent, UploadFailed
from tests.e2e import by_hand, executions
from tests.e2e.cloud import Api, Cloud
from tests.faults.log import Entry
from tests.faults.plan import ROUGH, Chance, Match, Plan
from tests.faults.proxy import Proxy
from tests.soak import evidence as rows
from tests.soak import settling
from tests.soak.processing import evidence, jobs, verdict
from tests.soak.processing.jobs import Job
from tests.soak.processing.report import Run

# A bound that a few hundred files reach: each run of the router works on five of them.
AT_ONCE = 3
_SENT_AT_ONCE = 16
# In earnest three minutes and half an hour.
_VISIBILITY_SECONDS = {"arrivals": 120, "processing": 400}
# What is delivered again comes a minute later, then two, then four.
_PATIENCE_SECONDS = 1800


def soak(seed: int, count: int, cloud: Cloud, proxy: Proxy, owner: Api, folder: Path) -> Run:
    """One soak, with its files in `folder`. The proxy stands before all functions."""
    _patient(cloud)
    drawn = jobs.drawn(seed, count)
    items = {_kept(job, folder): job for job in drawn}
    log, since = Path(cloud.variables["CALL_LOG"]), Path(cloud.variables["CALL_LOG"]).stat().st_size
    with by_hand.processing(cloud, at_once=AT_ONCE):
        proxy.log.clear()
        proxy.plan = Plan(Chance(seed, 0.02, Match(caller="?*"), ROUGH))
        began = time.monotonic()
        sent, given_up = _sent(owner, items, folder)
        sent_seconds = time.monotonic() - began
        print(f"→ {len(sent)} files are sent; until all are processed AWS goes on failing", file=sys.stderr)
        settling.wait_for_queues(cloud, _PATIENCE_SECONDS)
        drained_seconds = time.monotonic() - began
        proxy.plan = Plan()
        settling.sweep(cloud)
        settling.wait_for_queues(cloud, _PATIENCE_SECONDS)
    there = _there(cloud, owner, sent, executions.spans(log, cloud.outputs["functions"]["router"], since))
    wrong = verdict.faults(sent, given_up, there, AT_ONCE)
    calls: list[Entry] = proxy.log.all()
    return Run(seed, sent_seconds, drained_seconds, sent, given_up, calls, there, AT_ONCE, wrong)


def _patient(cloud: Cloud) -> None:
    """Longer than runs take on a busy machine: what is under way must not be delivered as if it had died."""
    for queue, seconds in _VISIBILITY_SECONDS.items():
        url = cloud.outputs["queues"][queue]["url"]
        cloud.root("sqs").set_queue_attributes(QueueUrl=url, Attributes={"VisibilityTimeout": str(seconds)})


def _kept(job: Job, folder: Path) -> Path:
    path = folder / "processed" / job.filename
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(job.content)
    return path


def _sent(owner: Api, items: Mapping[Path, Job], folder: Path) -> tuple[dict[str, Job], dict[int, str]]:
    """The jobs by the ids of their files, and why others were given up, by their numbers."""
    sent: dict[str, Job] = {}
    given_up: dict[int, str] = {}
    wanted = [Item(path, content_type=job.kind.media_type) for path, job in items.items()]
    with Client(owner.url, owner.token, state_dir=folder / "state", parallel=_SENT_AT_ONCE) as client:
        for outcome in client.upload_many(wanted):
            job = items[outcome.path]
            if isinstance(outcome, Sent):
                sent[outcome.upload.file_id] = job
            elif isinstance(outcome.error, UploadFailed):
                sent[outcome.error.upload.file_id] = job  # it came, and its end was known at once
            else:
                given_up[job.number] = outcome.reason
    return sent, given_up


def _there(cloud: Cloud, owner: Api, sent: Mapping[str, Job], runs: list[executions.Span]) -> evidence.Evidence:
    keys = {key.partition("/")[2]: key for key in rows.rows(cloud)}
    return evidence.Evidence(
        evidence.files(owner, {file_id: keys[file_id] for file_id in sent if file_id in keys}),
        evidence.versions(cloud, "uploads"),
        evidence.versions(cloud, "quarantine"),
        evidence.derived(evidence.versions(cloud, "derived")),
        evidence.waiting(cloud),
        evidence.dead_letters(cloud),
        len(runs),
        executions.at_once(runs),
    )
