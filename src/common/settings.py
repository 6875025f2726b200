"""Typed settings from environment variables: a function's dataclass in, all that is wrong reported at once."""

import dataclasses
import os
from collections.abc import Callable, Mapping
from typing import Any, TypeVar, cast, get_type_hints

Shape = TypeVar("Shape")


class SettingsError(Exception):
    """The environment lacks names or holds values of the wrong form; the message lists all of them, never a value."""


class Malformed(ValueError):
    """What is wrong with a setting, said without repeating its value: the text goes into the SettingsError."""


def _boolean(value: str) -> bool:
    return {"true": True, "false": False}[value]


_PARSERS: dict[Any, Callable[[str], Any]] = {str: str, int: int, bool: _boolean}


def parsed(parse: Callable[[str], Any]) -> Any:
    """A dataclass field whose text is read by `parse`, which may raise Malformed (for settings that are JSON)."""
    return dataclasses.field(metadata={"parse": parse})


def read(shape: type[Shape], environ: Mapping[str, str] | None = None) -> Shape:
    """`shape` filled from the environment: field `uploads_bucket` is variable `UPLOADS_BUCKET`.

    Raises SettingsError that names every missing and every malformed variable.
    """
    environ = os.environ if environ is None else environ
    types = get_type_hints(shape)
    values: dict[str, Any] = {}
    wrong: list[str] = []
    for field in dataclasses.fields(cast(Any, shape)):
        name = field.name.upper()
        if name not in environ:
            wrong.append(f"{name} is missing")
            continue
        parse = field.metadata.get("parse") or _PARSERS[types[field.name]]
        try:
            values[field.name] = parse(environ[name])
        except Malformed as fault:
            wrong.append(f"{name} is malformed: {fault}")
        except (ValueError, KeyError, TypeError, AttributeError):
            wrong.append(f"{name} is malformed")
    if wrong:
        raise SettingsError("; ".join(wrong))
    return shape(**values)
