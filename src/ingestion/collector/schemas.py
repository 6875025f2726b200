"""Types of events: whether an event's properties are what its type demands, and if not, what is wrong with them."""

import json
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Any

from common.errors import Fault
from ingestion.collector.validators import VALIDATORS, Invalid

if TYPE_CHECKING:
    from jsonschema.protocols import Validator

COMMON = "common"


def known(event_type: str) -> bool:
    """Whether there is a schema for the type."""
    return event_type in VALIDATORS


def fits(event_type: str, properties: dict[str, Any]) -> bool:
    """Whether the properties keep the rules of the type; those of a type without schema do."""
    validator = VALIDATORS.get(event_type)
    if validator is None:
        return True
    try:
        validator(properties)
    except Invalid:
        return False
    return True


def faults(event_type: str, properties: dict[str, Any]) -> list[Fault]:
    """What is wrong with properties that do not fit, by pointers into them."""
    from ingestion.web import judge  # noqa: PLC0415 - slow to import, and most events are as they should be

    return judge.faults(_judge(event_type), properties)


@cache
def _judge(event_type: str) -> "Validator":
    from ingestion.web import judge  # noqa: PLC0415

    return judge.validator(_inlined(document(event_type)))


@cache
def document(name: str) -> dict[str, Any]:
    """The schema of a type, or with the name `common` what types share."""
    file = resources.files("ingestion.collector").joinpath("types", f"{name}.json")
    return dict(json.loads(file.read_text(encoding="utf-8")))


def _inlined(schema: Any) -> Any:
    """`schema` with what it takes from `common` in place."""
    if isinstance(schema, list):
        return [_inlined(one) for one in schema]
    if not isinstance(schema, dict):
        return schema
    if "$ref" in schema:
        return _inlined(document(COMMON)["$defs"][schema["$ref"].rpartition("/")[2]])
    return {name: _inlined(one) for name, one in schema.items()}
