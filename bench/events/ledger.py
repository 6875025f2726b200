"""What a design asked of AWS, from the emulator's log of calls (local/call_log.py): calls by kind, and what is charged.

Only what the design's own functions, its API and its queue did counts; what the bench looks up does not.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from tests.faults.calls import Call, call

KB = 1024
_READS = {"GetItem": 1, "BatchGetItem": 1, "Query": 1, "Scan": 1, "TransactGetItems": 2}
_S3_GETS = {"GetObject", "HeadObject", "GetObjectTagging", "ListParts"}
_S3_FREE = {"DeleteObject", "DeleteObjects", "AbortMultipartUpload"}


@dataclass(frozen=True)
class Tally:
    """`calls` by kind; `charged` by the names of bench/events/prices.py, in their units."""

    calls: Counter[str] = field(default_factory=Counter)
    charged: dict[str, float] = field(default_factory=lambda: defaultdict(float))


def together(tallies: Iterable[Tally]) -> Tally:
    """The sum of all."""
    summed = Tally()
    for one in tallies:
        summed.calls.update(one.calls)
        for name, amount in one.charged.items():
            summed.charged[name] += amount
    return summed


@dataclass(frozen=True)
class Design:
    """How a design's calls are told from others': its functions (full names by short ones), API and queue."""

    functions: dict[str, str]
    api_id: str
    queue: str


def tally(lines: Iterable[dict[str, Any]], design: Design) -> Tally:
    """What the lines of the log say of `design`."""
    found = Tally()
    names = {full: short for short, full in design.functions.items()}
    for line in lines:
        if line["kind"] == "run" and line["function"] in names:
            found.calls[f"Lambda: {names[line['function']]}"] += 1
            found.charged["lambda_requests"] += 1
            found.charged["lambda_gb_seconds"] += line["memory_mb"] / KB * line["milliseconds"] / 1000
        elif line["kind"] == "poll" and line["queue"].rpartition("/")[2] == design.queue:
            found.calls[f"SQS: {line['action']} by Lambda"] += 1
            found.charged["sqs_requests"] += _steps(line["bytes"], 64 * KB)
        elif line["kind"] == "call":
            _request(found, line, design, set(names))
    return found


def _request(found: Tally, line: dict[str, Any], design: Design, callers: set[str]) -> None:
    asked = call(line["method"], line["target"], line["headers"])
    service, _, operation = asked.operation.partition(":")
    if service == "api" and f"/{design.api_id}/" in asked.path:
        found.calls["API Gateway: request"] += 1
        found.charged["api_requests"] += _steps(line["received"], 512 * KB)
    elif asked.caller in callers:
        found.calls[f"{_SERVICES.get(service, service)}: {operation}"] += 1
        _charge(found.charged, asked, operation, line)


_SERVICES = {"dynamodb": "DynamoDB", "s3": "S3", "sqs": "SQS"}


def _charge(charged: dict[str, float], asked: Call, operation: str, line: dict[str, Any]) -> None:
    if asked.service == "sqs":
        charged["sqs_requests"] += _steps(line["received"], 64 * KB)
    elif asked.service == "dynamodb":
        twice = 2 if operation == "TransactWriteItems" else 1
        charged["table_writes"] += twice * int(line["table_units"])
        charged["index_writes"] += int(line["index_units"])
        if operation in _READS:  # by the size of the answer, as if consistent: rather more than AWS would
            charged["reads"] += _READS[operation] * _steps(line["sent"], 4 * KB)
    elif asked.service == "s3" and operation not in _S3_FREE:
        charged["s3_gets" if operation in _S3_GETS else "s3_puts"] += 1


def _steps(size: int, step: int) -> int:
    return max(1, -(-size // step))
