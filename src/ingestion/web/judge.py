"""Values held against JSON Schema 2020-12: what is wrong, by pointer and rule, never by what was sent.

Apart from the contract, because jsonschema is slow to import: who has no schema to ask does not wait for it.
"""

import re
from collections.abc import Callable, Iterator
from functools import cache
from itertools import islice
from typing import Any

from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError
from jsonschema.protocols import Validator
from jsonschema.validators import extend

from common.errors import Fault

# A body of a megabyte can break a rule half a million times; nobody reads past these.
MOST_FAULTS = 50

_Rule = Callable[[Any, Any, Any, Any], Iterator[ValidationError]]


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


def validator(schema: dict[str, Any]) -> Validator:
    """What holds values against `schema`, which refers to nothing outside itself."""
    made: Validator = _Validator(schema)
    return made


def faults(judge: Validator, instance: Any) -> list[Fault]:
    """What is wrong with `instance`, sorted, fifty at most. Raises RecursionError for what is nested too deeply."""
    wrongs = list(islice(judge.iter_errors(instance), MOST_FAULTS))
    found = {fault for wrong in wrongs for fault in _faults(wrong)}
    return sorted(found, key=lambda fault: (fault.pointer, fault.rule))[:MOST_FAULTS]


def _faults(wrong: ValidationError) -> list[Fault]:
    """What is missing or unknown is named itself, not the object around it."""
    here = [str(step) for step in wrong.absolute_path]
    rule = str(wrong.validator)
    given: Any = wrong.instance
    schema: Any = wrong.schema
    if rule == "not" and not schema["not"]:
        # `{"not": {}}`: what may stand there otherwise may not now.
        return [Fault(pointer(*here), "unknown")]
    if rule == "required":
        return [Fault(pointer(*here, name), rule) for name in schema["required"] if name not in given]
    if rule == "additionalProperties":
        unknown = islice((name for name in given if name not in schema["properties"]), MOST_FAULTS)
        return [Fault(pointer(*here, name[:100]), "unknown") for name in unknown]
    return [Fault(pointer(*here), rule)]


def pointer(*steps: str) -> str:
    """The JSON pointer (RFC 6901) of the place to which `steps` lead."""
    return "".join("/" + step.replace("~", "~0").replace("/", "~1") for step in steps)
