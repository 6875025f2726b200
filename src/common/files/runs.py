"""Runs of files through processing, in the catalogue: begun once a message, step by step, ended once.

Every write is conditional on the run that it speaks for: what comes late, or twice, changes nothing.
"""

import dataclasses
from datetime import datetime
from typing import Any

from botocore.exceptions import ClientError

from common import aws, times
from common.files import catalog
from common.files.catalog import Stale
from common.files.file import File, FileId, Rejection
from common.files.file_rows import nested, row_key
from common.files.lifecycle import Status
from common.files.processing import (
    Processing,
    Scan,
    Step,
    StepStatus,
    Variant,
    scan_to_plain,
    step_to_plain,
)

_NAMES = ("status", "processing", "attempt", "run", "steps")
_STILL_RUNNING = "#status = :processing AND #processing.#attempt = :attempt AND #processing.#run = :run"


def begin(table: str, file: File, run: str, *, first: str, by: str, at: datetime) -> File:
    """Moves `file` to `processing` under a new attempt of `run`, its step `first` running; returns it as it then is.

    What earlier attempts found stays until this one knows better. Raises Stale when the row is another; ValueError when
    a file of that status is not processed.
    """
    before = file.processing
    attempt = Processing(attempt=1, run=run, started_at=at)
    if before:
        attempt = dataclasses.replace(before, attempt=before.attempt + 1, run=run, started_at=at, ended_at=None)
    begun = dataclasses.replace(attempt, steps={first: Step(StepStatus.RUNNING, at)})
    return catalog.move(table, file, Status.PROCESSING, by=by, at=at, processing=begun)


def record(  # noqa: PLR0913 - what may be found together with how steps stand
    table: str,
    file_id: FileId,
    attempt: int,
    run: str,
    steps: dict[str, Step],
    *,
    by: str,
    media_type: str | None = None,
    scan: Scan | None = None,
    digest: str | None = None,
) -> None:
    """Notes how `steps` (one or more) of a run stand by their times, and what they found.

    Raises Stale when another run has begun, or this ended.
    """
    found: dict[str, Any] = {
        "mediaType": media_type,
        "scan": scan_to_plain(scan) if scan else None,
        "digest": digest,
    }
    found = {name: value for name, value in found.items() if value is not None}
    sets = [f"#processing.#{name} = :{name}" for name in found]
    sets += [f"#processing.#steps.#step{number} = :step{number}" for number in range(len(steps))]
    values = {f":{name}": nested(value) for name, value in found.items()}
    values |= {f":step{number}": nested(step_to_plain(step)) for number, step in enumerate(steps.values())}
    names = {f"#{name}": name for name in found} | {f"#step{number}": name for number, name in enumerate(steps)}
    with aws.calling():
        try:
            aws.dynamodb().update_item(
                TableName=table,
                Key=row_key(file_id),
                # The revision moves, too: who has read the row before must read it again.
                UpdateExpression=f"SET changedBy = :by, changedAt = :at, {', '.join(sets)} ADD revision :one",
                ConditionExpression=_STILL_RUNNING,
                ExpressionAttributeNames={f"#{name}": name for name in _NAMES} | names,
                ExpressionAttributeValues={
                    ":processing": {"S": Status.PROCESSING},
                    ":attempt": {"N": str(attempt)},
                    ":run": {"S": run},
                    ":one": {"N": "1"},
                    ":by": {"S": by},
                    ":at": {"S": times.text(max(step.ended_at or step.started_at for step in steps.values()))},
                    **values,
                },
            )
        except ClientError as failure:
            if aws.code(failure) == "ConditionalCheckFailedException":
                raise Stale from failure
            raise


def finish(
    table: str,
    file: File,
    to: Status,
    *,
    by: str,
    at: datetime,
    rejection: Rejection | None = None,
    unread: bool = False,
    variants: dict[str, Variant] | None = None,
) -> File:
    """Ends the run of `file`, which is `processing`, with status `to`; returns the file as it then is.

    `variants`: the findings and derived objects of this attempt take the place of earlier ones; None leaves those.
    `unread`: inspection did not pass, so nothing may read the bytes. Raises Stale when the row is another.
    """
    run = file.processing
    if run is None:
        raise ValueError("the file is in no run")
    ended = dataclasses.replace(run, ended_at=at)
    if variants is not None:
        ended = dataclasses.replace(ended, variants=variants, extracted=run.attempt)
    if unread:
        ended = dataclasses.replace(ended, media_type=None)
    return catalog.move(table, file, to, by=by, at=at, rejection=rejection, processing=ended)
