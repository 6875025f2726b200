"""Has the janitor begin at once with a run that its clock would find within a quarter of an hour."""

from __future__ import annotations

import json
from functools import cache
from typing import TYPE_CHECKING

from botocore.exceptions import ClientError

from common import aws, logs
from common.errors import Busy

if TYPE_CHECKING:
    from mypy_boto3_lambda import LambdaClient


@cache
def client() -> LambdaClient:
    """Lambda, to invoke a function without waiting for it."""
    return aws.session().client("lambda", config=aws.CONFIG)


def wake(function: str, run_id: str) -> None:
    """Invokes the janitor for a run that is entered. Raises nothing: where it cannot be woken, its clock wakes it."""
    try:
        with aws.calling():
            client().invoke(FunctionName=function, InvocationType="Event", Payload=json.dumps({"run": run_id}).encode())
    except (Busy, ClientError):
        logs.failure("janitor could not be woken")
