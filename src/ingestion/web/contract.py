"""The OpenAPI document as the judge of requests: each route's query and body are checked against its schemas."""

import json
import re
from collections.abc import Callable, Iterator
from functools import cache
from importlib import resources
from itertools import islice
from typing import Any

from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError
from jsonschema.protocols import Validator
from jsonschema.validators import extend

from common.errors import Fault, InvalidRequest, MalformedBody

# A body of a megabyte can break a rule half a million times; nobody reads past these.
_MOST_FAULTS = 50
_INTEGER = re.compile(r"-?[0-9]{1,18}")

_Rule = Callable[[Any, Any, Any, Any], Iterator[ValidationError]]


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


def query(route: str, given: dict[str, str]) -> dict[str, Any]:
    """The query's parameters in their types. Raises InvalidRequest for unknown, missing and ill-formed ones."""
    if not _operation(route):
        return {}
    types = {one["name"]: one["schema"].get("type") for one in _query_parameters(route)}
    values = {name: _typed(text, types.get(name)) for name, text in given.items()}
    _check(_query_validator(route), values)
    return values


def _typed(text: str, kind: str | None) -> Any:
    return int(text) if kind == "integer" and _INTEGER.fullmatch(text) else text


def _query_parameters(route: str) -> list[dict[str, Any]]:
    return [one for one in _operation(route).get("parameters", []) if one["in"] == "query"]


@cache
def _body_validator(route: str) -> Validator:
    return _validator(_operation(route)["requestBody"]["content"]["application/json"]["schema"])


@cache
def _query_validator(route: str) -> Validator:
    parameters = _query_parameters(route)
    return _validator(
        {
            "properties": {one["name"]: one["schema"] for one in parameters},
            "required": [one["name"] for one in parameters if one.get("required")],
            "additionalProperties": False,
        }
    )


def _validator(schema: dict[str, Any]) -> Validator:
    validator: Validator = _Validator(_inlined(schema))
    return validator


def _inlined(schema: Any) -> Any:
    """`schema` with what it refers to in place: following references takes longer than all the rest."""
    if isinstance(schema, list):
        return [_inlined(one) for one in schema]
    if not isinstance(schema, dict):
        return schema
    if "$ref" in schema:
        return _inlined(document()["components"]["schemas"][schema["$ref"].rpartition("/")[2]])
    return {name: _inlined(one) for name, one in schema.items()}


@cache
def _ecma(pattern: str) -> re.Pattern[str]:
    """`pattern` as ECMA-262 has it: `$` is the end, where Python's also stands before a last newline."""
    return re.compile(re.sub(r"\$$", r"\\Z", pattern))


def _pattern(_validator: Any, pattern: str, instance: Any, _schema: Any) -> Iterator[ValidationError]:
    if isinstance(instance, str) and not _ecma(pattern).search(instance):
        yield ValidationError("does not match")


def _within(bound: str, kind: type[list[Any]] | type[dict[str, Any]], rule: _Rule) -> _Rule:
    """`rule`, unless there are more members than `bound` allows: fault enough, and they may be a megabyte."""

    def bounded(validator: Any, value: Any, instance: Any, schema: Any) -> Iterator[ValidationError]:
        if not isinstance(instance, kind) or len(instance) <= schema.get(bound, len(instance)):
            yield from rule(validator, value, instance, schema)

    return bounded


_RULES: dict[str, _Rule] = dict(Draft202012Validator.VALIDATORS)
_Validator = extend(  # type: ignore[no-untyped-call]
    Draft202012Validator,
    {"pattern": _pattern, "items": _within("maxItems", list, _RULES["items"])}
    | {name: _within("maxProperties", dict, _RULES[name]) for name in ("additionalProperties", "propertyNames")},
)


def _check(validator: Validator, instance: Any) -> None:
    try:
        wrongs = list(islice(validator.iter_errors(instance), _MOST_FAULTS))
    except RecursionError as deep:
        raise MalformedBody("The body is nested too deeply.") from deep
    faults = {fault for wrong in wrongs for fault in _faults(wrong)}
    if faults:
        ordered = sorted(faults, key=lambda fault: (fault.pointer, fault.rule))[:_MOST_FAULTS]
        raise InvalidRequest("See errors: each names a place and the rule it breaks.", tuple(ordered))


def _faults(wrong: ValidationError) -> list[Fault]:
    """What is missing or unknown is named itself, not the object around it."""
    here = [str(step) for step in wrong.absolute_path]
    rule = str(wrong.validator)
    given: Any = wrong.instance
    schema: Any = wrong.schema
    if rule == "required":
        return [Fault(_pointer(*here, name), rule) for name in schema["required"] if name not in given]
    if rule == "additionalProperties":
        unknown = islice((name for name in given if name not in schema["properties"]), _MOST_FAULTS)
        return [Fault(_pointer(*here, name[:100]), "unknown") for name in unknown]
    return [Fault(_pointer(*here), rule)]


def _pointer(*steps: str) -> str:
    return "".join("/" + step.replace("~", "~0").replace("/", "~1") for step in steps)
