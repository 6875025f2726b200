"""`POST /files/batch`: up to a hundred files change in the same way, each by itself."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from functools import partial
from typing import Any

from common import aws, logs
from common.errors import Fault, InvalidRequest, Problem
from common.files.file import File
from ingestion import labels
from ingestion.changes import destinations, rules
from ingestion.changes.acting import Actor, Fields
from ingestion.web import http

# Each is two waits for the catalogue; as many connections as a client keeps.
_AT_ONCE = 10

Change = Callable[[str], Any]


def many(request: http.Request, actor: Actor) -> http.Response:
    """200 with what came of each file, in the order in which they were named: a status and a code as of a request."""
    ids: list[str] = request.body["fileIds"]
    _require_different(ids)
    change, status = _change(request.body, actor)
    aws.dynamodb(), aws.sqs()  # clients are made by one thread, and then used by all
    with ThreadPoolExecutor(min(_AT_ONCE, len(ids))) as pool:
        # A thread knows what is bound to the log lines only when it is told.
        made = [pool.submit(copy_context().run, _result, change, file_id, status) for file_id in ids]
        results = [one.result() for one in made]
    failed = sum(one["code"] is not None for one in results)
    logs.info("files changed", operation=request.body["operation"], files=len(ids), failed=failed)
    return http.answer(200, {"results": results})


def _require_different(ids: list[str]) -> None:
    faults = [Fault(f"/fileIds/{at}", "duplicate") for at, one in enumerate(ids) if one in ids[:at]]
    if faults:
        raise InvalidRequest("See errors: each names a file that was named before.", tuple(faults))


def _change(body: dict[str, Any], actor: Actor) -> tuple[Change, int]:
    """What is to be done with each file, and the status of having done it. Raises InvalidRequest."""
    operation = body["operation"]
    if operation == "delete":
        return actor.delete, 204
    if operation == "restore":
        return actor.restore, 200
    if operation == "move":
        destinations.require(actor, body["projectId"])
        return partial(actor.set, fields_of=lambda _: {"project": body["projectId"]}), 200
    faults = labels.faults("", body)
    if faults:
        raise InvalidRequest("See errors: each names a place and the rule it breaks.", tuple(faults))
    fields_of = partial(_tagged if operation == "tag" else _untagged, labels.tags(body["tags"]))
    return partial(actor.set, fields_of=fields_of), 200


def _tagged(tags: tuple[str, ...], file: File) -> Fields:
    all_ = labels.tags([*file.tags, *tags])
    rules.require_few_tags(all_)
    return {"tags": all_}


def _untagged(tags: tuple[str, ...], file: File) -> Fields:
    return {"tags": tuple(tag for tag in file.tags if tag not in tags)}


def _result(change: Change, file_id: str, status: int) -> dict[str, Any]:
    code = None
    try:
        change(file_id)
    except Problem as failure:
        status, code = failure.status, failure.code
    except Exception:  # noqa: BLE001 - one bad row must not keep the others
        logs.failure("file could not be changed")
        status, code = Problem.status, Problem.code
    return {"fileId": file_id, "status": status, "code": code}
