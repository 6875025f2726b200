"""Rows of the table `events`, inserted unless they are there. All that is known of who was first is known here.

PartiQL's INSERT costs one write unit a row, and tells for each row of a call whether it was there.
"""

from __future__ import annotations

from enum import Enum
from functools import cache
from typing import TYPE_CHECKING, Any

from botocore.config import Config
from botocore.exceptions import ClientError

from common import aws
from common.backoff import attempts
from common.errors import Busy, Problem

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_dynamodb.type_defs import BatchExecuteStatementOutputTypeDef

    Row = dict[str, Any]
    Key = tuple[str, str]

_ROWS_A_CALL = 25  # DynamoDB's limit for statements, and 100 for keys that are read
_KEYS_A_CALL = 100

# Pauses of up to 2.5 seconds in all, between rounds over what was throttled. Then the message is left to its next
# delivery.
_ROUNDS = 7

_AGAIN = frozenset(
    {
        "InternalServerError",
        "ProvisionedThroughputExceeded",
        "RequestLimitExceeded",
        "ThrottlingError",
        "TransactionConflict",
    }
)


class Answer(Enum):
    """What became of a row: it is new, one of its key was there, or DynamoDB takes no such row."""

    NEW = "new"
    THERE = "there"
    UNFIT = "unfit"


class Failed(Exception):
    """DynamoDB refused a statement for a reason that is no matter of its row, such as a right that is missing."""


def insert(table: str, rows: Sequence[Row]) -> list[Answer]:
    """What became of each row, in their order; no two have one key. Raises Busy when DynamoDB asks for patience."""
    answers: dict[int, Answer] = {}
    waiting = list(range(len(rows)))
    for _ in attempts(_ROUNDS):
        for start in range(0, len(waiting), _ROWS_A_CALL):
            some = waiting[start : start + _ROWS_A_CALL]
            told = _insert(table, [rows[index] for index in some])
            answers.update((index, answer) for index, answer in zip(some, told, strict=True) if answer)
        waiting = [index for index in waiting if index not in answers]
        if not waiting:
            return [answers[index] for index in range(len(rows))]
    raise Busy


def find(table: str, keys: Sequence[Key], *attributes: str) -> dict[Key, Row]:
    """The rows that there are of these keys, read consistently: their keys and `attributes`. Raises Busy."""
    found: dict[Key, Row] = {}
    waiting: list[Any] = [{"pk": {"S": pk}, "sk": {"S": sk}} for pk, sk in keys]
    names = {f"#{name}": name for name in ("pk", "sk", *attributes)}
    asked = {"ConsistentRead": True, "ProjectionExpression": ", ".join(names), "ExpressionAttributeNames": names}
    for _ in attempts(_ROUNDS):
        left: list[Any] = []
        for start in range(0, len(waiting), _KEYS_A_CALL):
            some: Any = {table: {"Keys": waiting[start : start + _KEYS_A_CALL], **asked}}
            try:
                with aws.calling():
                    answer = aws.dynamodb().batch_get_item(RequestItems=some)
            except Busy as busy:
                left += _postponed(busy, some[table]["Keys"])
                continue
            found.update({(row["pk"]["S"], row["sk"]["S"]): row for row in answer["Responses"].get(table, [])})
            unread: Any = answer["UnprocessedKeys"]
            left += unread.get(table, {}).get("Keys", [])
        waiting = left
        if not waiting:
            return found
    raise Busy


def _insert(table: str, rows: list[Row]) -> list[Answer | None]:
    """What became of each row; None where it is to be tried again."""
    statements: Any = [{"Statement": _statement(table, tuple(row)), "Parameters": list(row.values())} for row in rows]
    try:
        with aws.calling():
            answer = _trusting().batch_execute_statement(Statements=statements)
    except Busy as busy:
        return _postponed(busy, [None] * len(rows))
    return [_answer(one) for one in _told(answer, len(rows))]


def _postponed(busy: Problem, left: list[Any]) -> list[Any]:
    """What DynamoDB itself postpones is `left` to another round. A connection that is lost is not: raises `busy`."""
    if isinstance(busy.__cause__, ClientError):
        return left
    raise busy


def _told(answer: BatchExecuteStatementOutputTypeDef, count: int) -> Any:
    told = answer.get("Responses", [])
    if len(told) != count:
        raise Busy
    return told


def _answer(told: Any) -> Answer | None:
    """Raises Failed for what is no matter of the row."""
    code = told.get("Error", {}).get("Code")
    if code is None:
        return Answer.NEW
    if code == "DuplicateItem":
        return Answer.THERE
    if code == "ValidationError":
        return Answer.UNFIT
    if code in _AGAIN:
        return None
    raise Failed(code)


@cache
def _trusting() -> DynamoDBClient:
    # Rows are built attribute by attribute: to check each again would be some 40 % of the CPU that a call takes.
    return aws.session().client("dynamodb", config=aws.CONFIG.merge(Config(parameter_validation=False)))


@cache
def _statement(table: str, names: tuple[str, ...]) -> str:
    return f'INSERT INTO "{table}" VALUE {{{", ".join(f"{name!r}: ?" for name in names)}}}'
