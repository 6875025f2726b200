"""Keys of the archive bucket: what lies where, for those who write it, compact it and query it. Pure.

events/tenant={tenant}/date={YYYY-MM-DD}/hour={HH}/{batch id}.ndjson.gz       as the processor writes it
events/tenant={tenant}/date={YYYY-MM-DD}/hour={HH}/compacted-{id}.ndjson.gz   many of those in one
results/tenant={tenant}/{query id}.csv                                        answers of queries, for some days
compaction/…                                                                  what the compactor notes of its work
damaged/…                                                                     what was no archive object, kept aside
"""

from datetime import datetime

from common.events import keys

EVENTS = "events/"
SUFFIX = ".ndjson.gz"


def folder(tenant: str, received_at: datetime) -> str:
    """Where the events are that `tenant` sent in the UTC hour of `received_at`."""
    hour = keys.hour(received_at)
    return f"{of_tenant(tenant)}date={keys.day(hour)}/hour={hour[11:]}/"


def of_tenant(tenant: str) -> str:
    """Where all events of `tenant` are."""
    return f"{EVENTS}tenant={tenant}/"


def of_batch(tenant: str, received_at: datetime, batch_id: str) -> str:
    """The one object that a batch of events makes."""
    return f"{folder(tenant, received_at)}{batch_id}{SUFFIX}"


def results(tenant: str) -> str:
    """Where the answers to the queries of `tenant` are."""
    return f"results/tenant={tenant}/"
