"""Runs of the janitor in the table `catalog`: at most one at a time, worked on by one invocation at a time.

A row `UNDER_WAY` names the run that is not over. Whoever works on a run holds a lease; each page that is done is one
conditional write of position and counts together, so a page that is done twice counts once.
"""

import dataclasses
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from common import aws, uuid7
from common.files import catalog
from common.files.catalog import Stale
from common.janitor.run import KEPT, PK, PREFIX, Item, Run, State, from_item, key, to_item

_MARK: Item = {"pk": {"S": PK}, "sk": {"S": "UNDER_WAY"}}


class UnderWay(Exception):
    """Another run is not over yet."""


class Lost(Exception):
    """Another invocation has taken the run up since, or it is over."""


def begin(table: str, *, dry_run: bool, by: str, grace: timedelta, at: datetime, tenant: str | None = None) -> Run:
    """Enters a run that waits to be taken up. `tenant`: it looks at nothing else. Raises UnderWay, Busy."""
    run = Run(uuid7.make(at), dry_run, by, grace, at, tenant=tenant)
    # What the clock of DynamoDB has yet to delete is none.
    free: Any = {
        "TableName": table,
        "Item": _MARK | {"run": {"S": run.id}, "ttl": {"N": str(int((at + KEPT).timestamp()))}},
        "ConditionExpression": "attribute_not_exists(pk) OR #ttl < :now",
        "ExpressionAttributeNames": {"#ttl": "ttl"},
        "ExpressionAttributeValues": {":now": {"N": str(int(at.timestamp()))}},
    }
    writes: list[Any] = [{"Put": free}, {"Put": {"TableName": table, "Item": to_item(run)}}]
    try:
        catalog.commit(partial(aws.dynamodb().transact_write_items, TransactItems=writes))
    except Stale:
        # The answer to an attempt that went well may have been lost.
        if find(table, run.id) is None:
            raise UnderWay from None
    return run


def under_way(table: str) -> Run | None:
    """The run that is not over, if there is one (consistent reads)."""
    with aws.calling():
        answer = aws.dynamodb().get_item(TableName=table, Key=_MARK, ConsistentRead=True)
    run = find(table, answer["Item"]["run"]["S"]) if "Item" in answer else None
    return None if run is None or run.over else run


def find(table: str, run_id: str) -> Run | None:
    """The run of that id (a consistent read), or None."""
    with aws.calling():
        answer = aws.dynamodb().get_item(TableName=table, Key=key(run_id), ConsistentRead=True)
    return from_item(answer["Item"]) if "Item" in answer else None


def recent(table: str, limit: int) -> list[Run]:
    """The last runs, newest first (a consistent read), at most `limit`."""
    with aws.calling():
        found = aws.dynamodb().query(
            TableName=table,
            ConsistentRead=True,
            KeyConditionExpression="pk = :pk AND begins_with(sk, :prefix)",
            ExpressionAttributeValues={":pk": {"S": PK}, ":prefix": {"S": PREFIX}},
            ScanIndexForward=False,
            Limit=limit,
        )
    return [from_item(item) for item in found["Items"]]


def latest(table: str) -> Run | None:
    """The run that was begun last, or None."""
    return next(iter(recent(table, 1)), None)


def take(table: str, run: Run, *, holder: str, at: datetime, until: datetime) -> Run:
    """Takes the run up, in the name of `holder`, who works on it no longer than `until`; it as it then is.

    Raises Lost when another holds it at that time, or has changed it since it was read; Busy.
    """
    if run.over or (run.lease_until and run.lease_until > at and run.holder != holder):
        raise Lost
    taken = dataclasses.replace(
        run, state=State.RUNNING, holder=holder, lease_until=until, tries=run.tries + 1, revision=run.revision + 1
    )
    return _write(table, run, taken)


def note(table: str, run: Run, **changes: Any) -> Run:
    """Notes that a page is done, with the `changes` of phase, position, tallies, samples; the run as it then is.

    Raises Lost, Busy.
    """
    return _write(table, run, dataclasses.replace(run, tries=0, revision=run.revision + 1, **changes))


def pause(table: str, run: Run) -> Run:
    """Gives the run back for another to go on with; it as it then is. Raises Lost, Busy."""
    return _write(table, run, dataclasses.replace(run, holder=None, lease_until=None, revision=run.revision + 1))


def end(table: str, run: Run, state: State, *, at: datetime, **changes: Any) -> Run:
    """Ends the run, with the `changes` of its last page, so that another may begin; it as it then is.

    Raises Lost, Busy.
    """
    ended = dataclasses.replace(
        run, state=state, ended_at=at, holder=None, lease_until=None, revision=run.revision + 1, **changes
    )
    unmarked: Any = {
        "TableName": table,
        "Key": _MARK,
        "ConditionExpression": "attribute_not_exists(pk) OR #run = :run",
        "ExpressionAttributeNames": {"#run": "run"},
        "ExpressionAttributeValues": {":run": {"S": run.id}},
    }
    return _write(table, run, ended, [{"Delete": unmarked}])


def _write(table: str, read: Run, written: Run, others: list[Any] | None = None) -> Run:
    """Puts the whole row, on the condition that it is as it was read."""
    put: Any = {
        "TableName": table,
        "Item": to_item(written),
        "ConditionExpression": "revision = :read",
        "ExpressionAttributeValues": {":read": {"N": str(read.revision)}},
    }
    call: Any = partial(aws.dynamodb().put_item, **put)
    if others:
        call = partial(aws.dynamodb().transact_write_items, TransactItems=[{"Put": put}, *others])
    try:
        catalog.commit(call)
    except Stale:
        there = find(table, read.id)
        # Likewise: nobody else writes the same in the holder's name.
        if there is None or to_item(there) != to_item(written):
            raise Lost from None
    return written
