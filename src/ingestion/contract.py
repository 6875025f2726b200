"""The OpenAPI document as the judge of requests: each route's query and body are checked against its schemas."""

import json
import re
from collections.abc import Iterator
from functools import cache
from importlib import resources
from itertools import islice
from typing import Any
from urllib.parse import quote

from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError
from jsonschema.protocols import Validator
from jsonschema.validators import extend
from referencing import Registry
from referencing.jsonschema import DRAFT202012

from common.errors import Fault, InvalidRequest, MalformedBody

_URI = "urn:inlet:openapi"
# A body of a megabyte can break a rule half a million times; nobody reads past these.
_MOST_FAULTS = 50
_INTEGER = re.compile(r"-?[0-9]{1,18}")


def _pattern(_validator: Any, pattern: str, instance: Any, _schema: Any) -> Iterator[ValidationError]:
    """`pattern` as ECMA-262 has it: `$` is the end, where Python's also stands before a last newline."""
    if isinstance(instance, str) and not re.search(re.sub(r"\$$", r"\\Z", pattern), instance):
        yield ValidationError("does not match")


_Validator = extend(Draft202012Validator, {"pattern": _pattern})  # type: ignore[no-untyped-call]


@cache
def document() -> dict[str, Any]:
    """The API's description, the source of truth."""
    text = resources.files("ingestion").joinpath("openapi.json").read_text(encoding="utf-8")
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
    types = {one["name"]: one["schema"].get("type") for one in _query_parameters(route).values()}
    values = {name: _typed(text, types.get(name)) for name, text in given.items()}
    _check(_query_validator(route), values)
    return values


def _typed(text: str, kind: str | None) -> Any:
    return int(text) if kind == "integer" and _INTEGER.fullmatch(text) else text


def _query_parameters(route: str) -> dict[int, dict[str, Any]]:
    numbered = enumerate(_operation(route).get("parameters", []))
    return {number: one for number, one in numbered if one["in"] == "query"}


@cache
def _body_validator(route: str) -> Validator:
    return _validator({"$ref": _reference(route, "requestBody", "content", "application/json", "schema")})


@cache
def _query_validator(route: str) -> Validator:
    parameters = _query_parameters(route)
    return _validator(
        {
            "properties": {
                one["name"]: {"$ref": _reference(route, "parameters", str(number), "schema")}
                for number, one in parameters.items()
            },
            "required": [one["name"] for one in parameters.values() if one.get("required")],
            "additionalProperties": False,
        }
    )


def _reference(route: str, *steps: str) -> str:
    method, _, path = route.partition(" ")
    return f"{_URI}#{quote(_pointer('paths', path, method.lower(), *steps))}"


def _validator(schema: dict[str, Any]) -> Validator:
    registry: Registry[Any] = Registry().with_resource(_URI, DRAFT202012.create_resource(document()))
    validator: Validator = _Validator(schema, registry=registry)
    return validator


def _check(validator: Validator, instance: Any) -> None:
    faults = {fault for wrong in islice(validator.iter_errors(instance), _MOST_FAULTS) for fault in _faults(wrong)}
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
