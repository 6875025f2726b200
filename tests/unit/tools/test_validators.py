"""The maker of validators: what it makes of a schema works by itself."""

import pytest

from tools import validators

SCHEMA = {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": "A type", "type": "object"}
DOCUMENTS = {
    "common": {"$schema": "", "$id": "common.json", "$defs": {"name": {"type": "string", "pattern": "^[a-z]+$"}}},
    "first": SCHEMA
    | {"$id": "first.json", "properties": {"a": {"$ref": "common.json#/$defs/name"}}, "required": ["a"]},
    "other": SCHEMA | {"$id": "other.json", "properties": {"a": {"items": {"type": "integer", "minimum": 1}}}},
}


@pytest.fixture
def made():
    names: dict = {}
    exec(compile(validators.code(DOCUMENTS), "made", "exec"), names)
    return names


@pytest.mark.parametrize(
    ("name", "value"), [("first", {"a": "b"}), ("first", {"a": "b", "c": 1}), ("other", {}), ("other", {"a": [1, 2.0]})]
)
def test_what_keeps_the_rules_passes(made, name, value):
    made["VALIDATORS"][name](value)


@pytest.mark.parametrize(
    ("name", "value"),
    [("first", {}), ("first", {"a": "B"}), ("first", {"a": "b\n"}), ("first", []), ("other", {"a": [1, 1.5]})],
)
def test_what_breaks_one_is_told_without_a_word(made, name, value):
    with pytest.raises(made["Invalid"]) as told:
        made["VALIDATORS"][name](value)
    assert told.value.args == ()


def test_nothing_of_the_generator_is_needed():
    assert "fastjsonschema" not in validators.code(DOCUMENTS)


def test_the_same_schemas_give_the_same_code():
    assert validators.code(DOCUMENTS) == validators.code(DOCUMENTS)


def test_writes_the_module(tmp_path):
    assert validators.main(tmp_path / "made.py") == 0
    assert (tmp_path / "made.py").read_text() == validators.code(validators.schemas())
