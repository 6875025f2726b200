"""The OpenAPI document as the judge of requests: each route's query and body are checked against its schemas."""

import json
import re
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Any

from common.errors import Fault, InvalidRequest, MalformedBody

if TYPE_CHECKING:
    from jsonschema.protocols import Validator

_INTEGER = re.compile(r"-?[0-9]{1,18}")


@cache
def document() -> dict[str, Any]:
    """The API's description, the source of truth."""
    text = resources.files("ingestion.web").joinpath("openapi.json").read_text(encoding="utf-8")
    return dict(json.loads(text))


@cache
def _operation(route: str) -> dict[str, Any]:
    """What the document says of `route` (`GET /uploads/{id}`); nothing for routes outside it (`$default`)."""
    method, _, path = route.partition(" ")
    return dict(document()["paths"].get(path, {}).get(method.lower(), {}))


def takes_body(route: str) -> bool:
    """Whether the route has a body to read."""
    return "requestBody" in _operation(route)


def check_body(route: str, body: Any) -> None:
    """Raises InvalidRequest with the pointer and rule of each fault; MalformedBody when a required body is missing."""
    if not takes_body(route):
        return
    if body is not None:
        _check(_body_validator(route), body)
    elif _operation(route)["requestBody"].get("required"):
        raise MalformedBody("A JSON body is required.")


def query(route: str, given: list[tuple[str, str]]) -> dict[str, Any]:
    """The query's parameters in their types; arrays are of those that may be given several times.

    Raises InvalidRequest for unknown, missing and ill-formed ones, and for others that are given twice.
    """
    described = _query_parameters(route)
    types = {one["name"]: one["schema"].get("type") for one in described}
    values: dict[str, Any] = {}
    for name, text in given:
        if types.get(name) == "array":
            values.setdefault(name, []).append(text)
        elif name in values:
            raise InvalidRequest("A query parameter was given twice.", (Fault("", "duplicate"),))
        else:
            values[name] = _typed(text, types.get(name))
    if not _operation(route) or not (described or given):
        return {}
    _check(_query_validator(route), values)
    return values


def _typed(text: str, kind: str | None) -> Any:
    return int(text) if kind == "integer" and _INTEGER.fullmatch(text) else text


def _query_parameters(route: str) -> list[dict[str, Any]]:
    return [one for one in _operation(route).get("parameters", []) if one["in"] == "query"]


@cache
def _body_validator(route: str) -> "Validator":
    return _validator(_operation(route)["requestBody"]["content"]["application/json"]["schema"])


@cache
def _query_validator(route: str) -> "Validator":
    parameters = _query_parameters(route)
    return _validator(
        {
            "properties": {one["name"]: one["schema"] for one in parameters},
            "required": [one["name"] for one in parameters if one.get("required")],
            "additionalProperties": False,
        }
    )


def _validator(schema: dict[str, Any]) -> "Validator":
    from ingestion.web import judge  # noqa: PLC0415 - not before there is something to judge

    return judge.validator(_inlined(schema))


def _inlined(schema: Any) -> Any:
    """`schema` with what it refers to in place: following references takes longer than all the rest."""
    if isinstance(schema, list):
        return [_inlined(one) for one in schema]
    if not isinstance(schema, dict):
        return schema
    if "$ref" in schema:
        return _inlined(document()["components"]["schemas"][schema["$ref"].rpartition("/")[2]])
    return {name: _inlined(one) for name, one in schema.items()}


def _check(validator: "Validator", instance: Any) -> None:
    from ingestion.web import judge  # noqa: PLC0415 - not before there is something to judge

    try:
        faults = judge.faults(validator, instance)
    except RecursionError as deep:
        raise MalformedBody("The body is nested too deeply.") from deep
    if faults:
        raise InvalidRequest("See errors: each names a place and the rule it breaks.", tuple(faults))
