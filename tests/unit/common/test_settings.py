"""Settings: everything that is wrong is said at once, and no value is."""

import json
from dataclasses import dataclass
from typing import Any

import pytest

from common import settings


def _list(text: str) -> list[Any]:
    value = json.loads(text)
    if not isinstance(value, list):
        raise settings.Malformed("not an array")
    return value


@dataclass(frozen=True)
class Shape:
    some_table: str
    limit_bytes: int
    fast: bool
    rules: list[Any] = settings.parsed(_list)


GOOD = {"SOME_TABLE": "t", "LIMIT_BYTES": "5", "FAST": "true", "RULES": "[1]", "OTHER": "ignored"}


def test_reads_each_field_by_its_type():
    assert settings.read(Shape, GOOD) == Shape("t", 5, True, [1])


BROKEN = [
    # instead of good        message
    ({"SOME_TABLE": None}, "SOME_TABLE is missing"),
    ({"LIMIT_BYTES": "five"}, "LIMIT_BYTES is malformed"),
    ({"FAST": "True"}, "FAST is malformed"),
    ({"FAST": ""}, "FAST is malformed"),
    ({"RULES": "secret"}, "RULES is malformed"),
    ({"RULES": "{}"}, "RULES is malformed: not an array"),
    (
        {"SOME_TABLE": None, "LIMIT_BYTES": "secret", "RULES": None},
        "SOME_TABLE is missing; LIMIT_BYTES is malformed; RULES is missing",
    ),
]


@pytest.mark.parametrize(("changes", "message"), BROKEN)
def test_tells_all_that_is_wrong(changes, message):
    environ = {name: value for name, value in (GOOD | changes).items() if value is not None}
    with pytest.raises(settings.SettingsError) as raised:
        settings.read(Shape, environ)
    assert str(raised.value) == message


def test_reads_the_environment_unless_told_otherwise(monkeypatch):
    for name, value in GOOD.items():
        monkeypatch.setenv(name, value)
    assert settings.read(Shape).limit_bytes == 5
