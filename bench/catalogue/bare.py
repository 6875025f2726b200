"""What an operation asks of DynamoDB, and the same calls once more without all that is around them."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

_PREFIX = "BARE#"
_AT_ONCE = 10  # as a batch of the API works on its files
_READS = {"Query", "GetItem", "BatchGetItem"}
_METHODS = {
    "Query": "query",
    "GetItem": "get_item",
    "BatchGetItem": "batch_get_item",
    "UpdateItem": "update_item",
    "PutItem": "put_item",
    "DeleteItem": "delete_item",
    "TransactWriteItems": "transact_write_items",
}

Call = tuple[str, dict[str, Any]]
Returned = TypeVar("Returned")


class Record:
    """Notes what the clients of a session ask of DynamoDB; has to be there before they are made."""

    def __init__(self, session: Any) -> None:
        self._calls = list[Call]()
        session.events.register("before-parameter-build.dynamodb", _asked)
        session.events.register("after-call.dynamodb", self._note)

    def during(self, act: Callable[[], Returned]) -> list[Call]:
        """The calls that are made by `act`."""
        self._calls = calls = list[Call]()
        act()
        self._calls = []
        return calls

    def _note(self, model: Any, context: dict[str, Any], **_: Any) -> None:
        self._calls.append((model.name, context["params"]))


def _asked(params: dict[str, Any], context: dict[str, Any], **_: Any) -> None:
    context["params"] = params


def again(dynamodb: Any, calls: list[Call]) -> Callable[[], None]:
    """Makes the same calls: reads of the same rows, writes of as much to rows that are nobody's."""
    ready = [
        (getattr(dynamodb, _METHODS[name]), params if name in _READS else spared(params)) for name, params in calls
    ]

    def make() -> None:
        if len(ready) < _AT_ONCE:
            for call, params in ready:
                call(**params)
            return
        with ThreadPoolExecutor(_AT_ONCE) as pool:
            for done in [pool.submit(call, **params) for call, params in ready]:
                done.result()

    return make


def spared(params: dict[str, Any]) -> dict[str, Any]:
    """A write as it was, but to a row beside the real one, and on the condition that that is not as it was."""
    if "TransactItems" in params:
        items = [{kind: spared(one) for kind, one in item.items()} for item in params["TransactItems"]]
        return {"TransactItems": items}  # and no token: each time it is another transaction
    changed = dict(params)
    if "ConditionExpression" in params:
        changed["ConditionExpression"] = f"NOT ({params['ConditionExpression']})"
    for name in ("Key", "Item"):
        if name in params:
            changed[name] = params[name] | {"pk": {"S": _PREFIX + params[name]["pk"]["S"]}}
    return changed
