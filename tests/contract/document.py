"""Holds what the API answers against what its description says: unit and end-to-end tests send every answer here."""

import json
import re
from functools import cache
from typing import Any
from urllib.parse import quote

from jsonschema import Draft202012Validator
from referencing import Registry
from referencing.jsonschema import DRAFT202012

from ingestion.web import contract

_URI = "urn:inlet:answers"


@cache
def _routes() -> dict[str, re.Pattern[str]]:
    return {path: re.compile(re.sub(r"{[^}]+}", "[^/]+", path)) for path in contract.document()["paths"]}


def _operation(method: str, path: str) -> tuple[str, Any] | None:
    for template, pattern in _routes().items():
        operation = contract.document()["paths"][template].get(method.lower())
        if operation and pattern.fullmatch(path):
            return template, operation
    return None


def assert_documented(method: str, path: str, status: int, content_type: str, body: str) -> None:
    """Fails when the description does not foresee this answer of `path` (without stage and query)."""
    found = _operation(method, path)
    if found is None:
        assert status == 404, f"{method} {path} is not described, yet it answered {status}"
        return
    template, operation = found
    assert str(status) in operation["responses"], f"{method} {template} answered {status}, which is not described"
    media = content_type.partition(";")[0]
    content = operation["responses"][str(status)].get("content", {})
    if not body:
        return
    assert media in content, f"{method} {template} answered {status} with {media}, which is not described"
    if media.endswith("json"):
        pointer = ["paths", template, method.lower(), "responses", str(status), "content", media, "schema"]
        _validator(tuple(pointer)).validate(json.loads(body))


@cache
def _validator(steps: tuple[str, ...]) -> Any:
    registry: Registry[Any] = Registry().with_resource(_URI, DRAFT202012.create_resource(contract.document()))
    fragment = "".join("/" + quote(step.replace("~", "~0").replace("/", "~1")) for step in steps)
    return Draft202012Validator({"$ref": f"{_URI}#{fragment}"}, registry=registry)
