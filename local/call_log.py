"""What the emulator was asked to do, as far as AWS would charge for it. Three kinds of lines, told apart by `kind`:

    call  a request over HTTP: method, target, headers that tell who asks what, bytes both ways, status; for DynamoDB
          the write units that it took (of tables, of indexes), by the sizes of the rows that it changed
    poll  what the emulator itself does where Lambda receives from a queue and deletes: action, queue, messages, bytes
    run   an execution of a function: its name, memory in MB, whole milliseconds begun, and by the machine's clock, in
          seconds that only tell what came first, when it began and ended

Reaches into the emulator, whose version is pinned; for benches that count.
"""

import importlib
import json
import time
from collections.abc import Callable
from contextvars import ContextVar
from pathlib import Path
from typing import Any

Write = Callable[[dict[str, Any]], None]

HEADERS = (b"host", b"x-amz-target", b"user-agent", b"content-type")
KB = 1024


def install(file: Path) -> None:
    """Wraps requests, polls and executions."""
    log = file.open("a", buffering=1, encoding="utf-8")

    def write(told: dict[str, Any]) -> None:
        log.write(json.dumps(told) + "\n")

    units: ContextVar[list[float] | None] = ContextVar("units", default=None)
    _watch_requests(write, units)
    _watch_rows(units)
    _watch_polls(write)
    _watch_executions(write)


def _watch_requests(write: Write, units: ContextVar[list[float] | None]) -> None:
    emulator: Any = importlib.import_module("ministack.app")
    serve = emulator.app

    async def app(scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] != "http":
            await serve(scope, receive, send)
            return
        taken = [0.0, 0.0]
        units.set(taken)
        told: dict[str, Any] = {"kind": "call", "method": scope["method"], "received": 0, "sent": 0}
        query = scope.get("query_string", b"").decode("latin-1")
        told["target"] = scope["path"] + (f"?{query}" if query else "")
        told["headers"] = {
            name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"] if name in HEADERS
        }

        async def received() -> Any:
            message = await receive()
            told["received"] += len(message.get("body", b""))
            return message

        async def sent(message: Any) -> None:
            if message["type"] == "http.response.start":
                told["status"] = message["status"]
            told["sent"] += len(message.get("body", b""))
            if message["type"] == "http.response.body" and not message.get("more_body"):
                note()  # before it leaves: whoever asked may have given up, and then it never ends
            await send(message)

        def note() -> None:
            if not told.get("noted"):
                write(told | {"table_units": taken[0], "index_units": taken[1]})
                told["noted"] = True

        try:
            await serve(scope, received, sent)
        finally:
            note()

    emulator.app = app


def _watch_rows(units: ContextVar[list[float] | None]) -> None:
    """Every write of a row goes through one of two functions, which return the row that was there before."""
    dynamodb: Any = importlib.import_module("ministack.services.dynamodb")
    put, remove = dynamodb._set_item, dynamodb._remove_item  # noqa: SLF001

    def count(table: Any, before: Any, after: Any) -> None:
        taken = units.get()
        if taken is not None:
            size = max(dynamodb._item_size_bytes(row) for row in (before or {}, after or {}))  # noqa: SLF001
            taken[0] += max(1, -(-size // KB))
            for index in table.get("GlobalSecondaryIndexes") or ():
                taken[1] += dynamodb._index_write_units(table, index, before, after)  # noqa: SLF001

    def set_item(table: Any, pk: Any, sk: Any, item: Any) -> Any:
        before = put(table, pk, sk, item)
        count(table, before, item)
        return before

    def remove_item(table: Any, pk: Any, sk: Any) -> Any:
        before = remove(table, pk, sk)
        count(table, before, None)
        return before

    dynamodb._set_item, dynamodb._remove_item = set_item, remove_item  # noqa: SLF001


def _watch_polls(write: Write) -> None:
    sqs: Any = importlib.import_module("ministack.services.sqs")
    receive, delete = sqs._receive_messages_for_esm, sqs._delete_messages_for_esm  # noqa: SLF001

    def received(queue: str, most: int) -> Any:
        messages = receive(queue, most)
        if messages:  # a queue that is idle is polled on AWS too, at a fixed price that no event adds to
            size = sum(len(message["body"].encode()) for message in messages)
            write(
                {"kind": "poll", "action": "ReceiveMessage", "queue": queue, "messages": len(messages), "bytes": size}
            )
        return messages

    def deleted(queue: str, handles: Any) -> None:
        delete(queue, handles)
        if handles:
            told = {"kind": "poll", "action": "DeleteMessageBatch", "queue": queue, "messages": len(handles)}
            write(told | {"bytes": 0})

    sqs._receive_messages_for_esm, sqs._delete_messages_for_esm = received, deleted  # noqa: SLF001


def _watch_executions(write: Write) -> None:
    """All executions pass through one function, whoever asked for them."""
    functions: Any = importlib.import_module("ministack.services.lambda_svc")
    execute = functions._execute_function_dispatch  # noqa: SLF001

    def executed(func: Any, config: Any, *given: Any) -> Any:
        began = time.monotonic()
        result = execute(func, config, *given)
        ended = time.monotonic()
        told = {"kind": "run", "function": config["FunctionName"], "memory_mb": config["MemorySize"]}
        told |= {"milliseconds": int((ended - began) * 1000) + 1, "failed": bool(result.get("error"))}
        write(told | {"began": began, "ended": ended})
        return result

    functions._execute_function_dispatch = executed  # noqa: SLF001
