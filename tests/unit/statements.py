"""PartiQL's INSERT in calls of many, which moto cannot do: on moto's own tables, with DynamoDB's answers."""

import re
from typing import Any

from moto.dynamodb.exceptions import MockValidationException
from moto.dynamodb.models import DynamoDBBackend

_INSERT = re.compile(r"""INSERT INTO "([\w-]+)" VALUE \{('\w+': \?(?:, '\w+': \?)*)\}""")
_MAX_STATEMENTS = 25


def batch_execute_statement(backend: DynamoDBBackend, statements: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """What DynamoDB answers to each statement, all of which are INSERTs of rows with keys `pk` and `sk`."""
    rows = [_row(one["Statement"], one["Parameters"]) for one in statements]
    keys = [(table, row["pk"]["S"], row["sk"]["S"]) for table, row in rows]
    if not 0 < len(keys) <= _MAX_STATEMENTS or len(set(keys)) < len(keys):
        raise MockValidationException("no statements, too many, or two of one key")
    return [_inserted(backend, table, row) for table, row in rows]


def _row(statement: str, parameters: list[dict[str, Any]]) -> tuple[str, dict[str, Any]]:
    found = _INSERT.fullmatch(statement)
    assert found, statement
    return found[1], dict(zip(re.findall(r"'(\w+)'", found[2]), parameters, strict=True))


def _inserted(backend: DynamoDBBackend, table: str, row: dict[str, Any]) -> dict[str, Any]:
    if backend.get_item(table, {"pk": row["pk"], "sk": row["sk"]}):
        return {"Error": {"Code": "DuplicateItem", "Message": "Duplicate primary key exists in table"}}
    try:
        backend.put_item(table, row)
    except MockValidationException as wrong:
        return {"Error": {"Code": "ValidationError", "Message": wrong.message}}
    return {"TableName": table}
