"""Moto copies a table once for each item of a transaction, to have it back when one fails. One copy does."""

import copy
import threading
from functools import wraps
from types import SimpleNamespace
from typing import Any

from moto.dynamodb import models
from moto.dynamodb.models.table import Table

_of_this_transaction = threading.local()
_transact = models.DynamoDBBackend.transact_write_items


def _deepcopy(value: Any) -> Any:
    if not isinstance(value, Table):
        return copy.deepcopy(value)
    copies: dict[int, Any] = _of_this_transaction.copies
    if id(value) not in copies:
        copies[id(value)] = copy.deepcopy(value)
    return copies[id(value)]


@wraps(_transact)
def _transact_write_items(self: models.DynamoDBBackend, items: list[dict[str, Any]]) -> None:
    _of_this_transaction.copies = {}  # taken before the first write, so all items may share it
    try:
        _transact(self, items)
    finally:
        _of_this_transaction.copies = {}


vars(models)["copy"] = SimpleNamespace(deepcopy=_deepcopy)
models.DynamoDBBackend.transact_write_items = _transact_write_items  # type: ignore[method-assign, assignment]
