"""The state machine: run from its beginning to its end, while the caller waits."""

from __future__ import annotations

import json
from functools import cache
from typing import TYPE_CHECKING, Any

from botocore.config import Config

from common import aws

if TYPE_CHECKING:
    from mypy_boto3_stepfunctions import SFNClient


class Failed(Exception):
    """The run came to no end of its own: it ran out of time, or its outcome could not be recorded."""


@cache
def client(seconds: int) -> SFNClient:
    """The client whose calls may take as long as the machine, `seconds`. A call is not repeated here: SQS does that."""
    config = Config(
        connect_timeout=2, read_timeout=seconds + 5, retries={"total_max_attempts": 1}, max_pool_connections=10
    )
    return aws.session().client("stepfunctions", config=config)


def run(machine: str, name: str, payload: dict[str, Any], *, seconds: int) -> dict[str, Any]:
    """Runs the machine (an ARN) with `payload`; what it answered at its end. Raises Failed, Busy.

    `name` is what the run is called in its log: several may have the same.
    """
    with aws.calling():
        answer = client(seconds).start_sync_execution(stateMachineArn=machine, name=name, input=json.dumps(payload))
    if answer["status"] != "SUCCEEDED":
        raise Failed(f"the machine ended as {answer['status']}: {answer.get('error', 'no error was named')}")
    outcome: dict[str, Any] = json.loads(answer["output"])
    return outcome
