"""A verdict made known: to the row first, then to S3 by the version's tag, which the bucket's policy reads.

In this order nothing is open for long that should not be: the API asks the row, S3 asks the tag, and a version without
one is closed.
"""

from datetime import datetime

from botocore.exceptions import ClientError

from common import aws, times
from common.files import gates, runs
from common.files.extraction import Task
from common.files.processing import Scan, ScanResult, Step, StepStatus
from common.files.streams import Gone
from processor.scan.scanning import Found

NAME = "scan"
_GONE = {"NoSuchKey", "NoSuchVersion", "404", "MethodNotAllowed", "405"}


def record(table: str, task: Task, found: Found, *, began: datetime, following: str | None) -> None:
    """Notes the verdict, and that `following` is the next step. Raises Stale, Busy."""
    now, verdict = times.now(), found.verdict
    passed = verdict.result is ScanResult.INFECTED or verdict.reason is None
    status = StepStatus.DONE if passed else StepStatus.FAILED
    steps = {NAME: Step(status, began, now, None if passed else verdict.reason)}
    if passed and following:
        steps[following] = Step(StepStatus.RUNNING, now)
    runs.record(table, task.file_id, task.attempt, task.run, steps, by=NAME, scan=found.scan, digest=found.digest)


def tag(bucket: str, task: Task, scan: Scan) -> None:
    """Puts the verdict on the version; it takes the place of an earlier one. Raises Gone, Busy."""
    with aws.calling():
        try:
            aws.s3().put_object_tagging(
                Bucket=bucket,
                Key=task.file_id.key,
                VersionId=task.version_id,
                Tagging={"TagSet": [{"Key": gates.VERDICT_TAG, "Value": gates.tag(scan)}]},
            )
        except ClientError as failure:
            if aws.code(failure) in _GONE:
                raise Gone from failure
            raise


def answer(found: Found) -> dict[str, str]:
    """What the state machine is told."""
    verdict = found.verdict
    if verdict.code is None or verdict.reason is None:
        return {"outcome": "ok"}
    outcome = "infected" if verdict.result is ScanResult.INFECTED else "refused"
    return {"outcome": outcome, "code": verdict.code, "reason": verdict.reason}
