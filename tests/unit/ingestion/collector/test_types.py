"""The types: files of one form, examples that pass and fail, and generated code that judges as jsonschema does."""

import json
import re
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from ingestion.collector import schemas
from ingestion.collector.validators import VALIDATORS
from tools import validators as tool

DOCUMENTS = tool.schemas()
TYPES = sorted(DOCUMENTS.keys() - {tool.COMMON})
EXAMPLES = [(name, one) for name in TYPES for one in DOCUMENTS[name]["examples"]]
COUNTEREXAMPLES = [(name, one) for name in TYPES for one in DOCUMENTS[name]["x-counterexamples"]]
# What draft 7 and 2020-12 mean alike. No `format`: 2020-12 only notes it. Nothing that closes a type: apps add to it.
BOUNDS = {f"{bound}{what}" for bound in ("min", "max") for what in ("imum", "Length", "Items", "Properties")}
KEYWORDS = BOUNDS | {"type", "properties", "required", "items", "pattern", "enum", "$ref", "description"}
AT_THE_TOP = {"$schema", "$id", "title", "$defs", "examples", "x-counterexamples"}


def subschemas(schema: dict[str, Any]):
    yield schema
    for inner in (*schema.get("properties", {}).values(), *schema.get("$defs", {}).values()):
        yield from subschemas(inner)
    if "items" in schema:
        yield from subschemas(schema["items"])


def test_the_code_is_made_of_the_schemas():
    assert tool.CODE.read_text() == tool.code(DOCUMENTS), "run `make validators`"


def test_there_is_code_for_each_type():
    assert sorted(VALIDATORS) == TYPES


@pytest.mark.parametrize("name", DOCUMENTS)
def test_schemas_keep_to_what_both_drafts_mean_alike(name):
    document = DOCUMENTS[name]
    assert re.fullmatch("[a-z][a-z0-9_]*", name)
    assert (document["$schema"], document["$id"]) == (Draft202012Validator.META_SCHEMA["$id"], f"{name}.json")
    Draft202012Validator.check_schema(document)
    for schema in subschemas(document):
        assert schema.keys() <= (KEYWORDS | AT_THE_TOP if schema is document else KEYWORDS)
        if "$ref" in schema:
            assert schema.keys() == {"$ref"}, "draft 7 ignores what stands beside a reference"
            shared, _, target = schema["$ref"].partition("#/$defs/")
            assert shared == "common.json"
            assert target in DOCUMENTS[tool.COMMON]["$defs"]


@pytest.mark.parametrize("name", TYPES)
def test_a_type_has_a_title_and_examples_of_both_kinds(name):
    document = DOCUMENTS[name]
    assert document["title"]
    assert document["type"] == "object"
    assert document["examples"]
    assert document["x-counterexamples"]
    for one in document["x-counterexamples"]:
        assert one.keys() == {"properties", "pointer", "rule"}


@pytest.mark.parametrize(("name", "example"), EXAMPLES)
def test_examples_pass(name, example):
    assert schemas.fits(name, example)
    assert schemas.faults(name, example) == []


@pytest.mark.parametrize(("name", "counterexample"), COUNTEREXAMPLES)
def test_counterexamples_fail_as_they_say(name, counterexample):
    assert not schemas.fits(name, counterexample["properties"])
    faults = [(fault.pointer, fault.rule) for fault in schemas.faults(name, counterexample["properties"])]
    assert faults == [(counterexample["pointer"], counterexample["rule"])]


def test_a_type_without_a_schema_fits_whatever_it_has():
    assert not schemas.known("no_such_type")
    assert schemas.fits("no_such_type", {"page": 7})


def test_common_is_no_type():
    assert not schemas.known("common")


# Values near the bounds of the schemas, so that both sides of each are met often.
LENGTHS = (0, 1, 2, 3, 256, 257, 320, 321, 1024, 1025, 2048, 2049, 8192, 8193)
TEXTS = st.sampled_from([unit * length for length in LENGTHS for unit in ("x", "é", "\U0001f600")]) | st.sampled_from(
    ["EUR", "EUR\n", "eur", "E€R", "a@b", "a@b@c", "a @b", "@", "a@b\n", "", " "]
)
NUMBERS = st.integers(-2, 3) | st.floats(-2, 3) | st.sampled_from([2**53, 2**64, 1e300, -0.0, 1.0, 0.5])
ANYTHING = st.recursive(
    st.none() | st.booleans() | NUMBERS | TEXTS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from("abc"), inner, max_size=3),
    max_leaves=5,
)


def like(schema: dict[str, Any]) -> st.SearchStrategy[Any]:
    """Values of about the form that `schema` asks for; it is inlined."""
    shape: st.SearchStrategy[Any] = {
        "object": lambda: st.fixed_dictionaries(
            {}, optional={name: like(one) for name, one in schema.get("properties", {}).items()} | {"else": ANYTHING}
        ),
        "array": lambda: (
            st.lists(like(schema["items"]), max_size=3) | st.integers(499, 501).map(lambda length: [{}] * length)
        ),
        "string": lambda: TEXTS,
        "number": lambda: NUMBERS,
        "integer": lambda: NUMBERS,
        "boolean": st.booleans,
    }[schema["type"]]()
    return shape | shape | shape | ANYTHING


@pytest.mark.parametrize("name", TYPES)
def test_the_code_judges_as_jsonschema_does(name):
    schema = schemas._inlined(schemas.document(name))

    @settings(max_examples=150, suppress_health_check=[HealthCheck.too_slow], deadline=None, derandomize=True)
    @given(like(schema))
    def judge_both(properties):
        assert schemas.fits(name, properties) is not bool(schemas.faults(name, properties)), json.dumps(properties)

    judge_both()
