"""What an extractor found, brought within bounds."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from common.files.findings import MAX_BYTES
from processor.finish.normalising import Broken, bounded, read
from tests.unit.cloud import KEY
from tests.unit.finish.conftest import thumb

PREFIX = f"{KEY}/1/"


def result(**members):
    return json.dumps(members).encode()


def size(found):
    return len(json.dumps(found, ensure_ascii=False, separators=(",", ":")).encode())


def test_what_fits_stays_as_it_is():
    found = {"width": 4000, "exif": {"camera": "Ä", "exposure": 0.01}, "tags": ["a", None, True], "text": "a\n\tb"}
    assert bounded(found) == found


@pytest.mark.parametrize("number", ["NaN", "Infinity", "-Infinity", "1e999", "1" * 400])
def test_what_is_no_number(number):
    assert read(b'{"extracted": {"n": %s}}' % number.encode(), PREFIX)[0] == {"n": None}


def test_text_that_no_utf8_holds_and_control_characters():
    extracted, _ = read(rb'{"extracted": {"a\ud800": "x\udfffy\u0000z\u0085\r"}}', PREFIX)
    assert extracted == {"a\ufffd": "x\ufffdy\ufffdz\ufffd\ufffd"}


def test_a_long_text_is_cut_and_says_so():
    found = bounded({"text": "ü" * 9000})
    assert found == {"text": "ü" * 8000, "truncated": True}


def test_many_columns_are_cut_until_they_fit():
    found = bounded({"rowCount": 5, "columns": [{"name": f"column {n}", "type": "text"} for n in range(100_000)]})
    assert found["rowCount"] == 5
    assert found["truncated"]
    assert 100 <= len(found["columns"]) <= 1000
    assert size(found) <= MAX_BYTES


def test_what_is_nested_too_deep():
    deep: list[object] = []
    for _ in range(500):
        deep = [deep]
    assert bounded({"deep": deep})["truncated"]


def test_members_without_end():
    assert size(bounded({f"name {n} " + "ü" * 200: "x" * 7000 for n in range(5000)})) <= MAX_BYTES


@given(
    st.dictionaries(
        st.text(),
        st.recursive(
            st.none() | st.booleans() | st.integers() | st.floats() | st.text().map(lambda text: text * 3000),
            lambda inner: st.lists(inner, max_size=5) | st.dictionaries(st.text(), inner, max_size=5),
            max_leaves=20,
        ),
        max_size=5,
    )
)
def test_whatever_was_found_becomes_small_json(found):
    kept = bounded(found)
    assert len(json.dumps(kept, ensure_ascii=False, allow_nan=False).encode()) <= 2 * MAX_BYTES
    assert size(kept) <= MAX_BYTES
    assert bounded(kept) == kept or kept["truncated"]


def test_variants():
    extracted, variants = read(result(extracted={"width": 1}, variants={"thumb-200": thumb()}), PREFIX)
    (variant,) = variants.values()
    assert (extracted, variant.key, variant.width, variant.size) == ({"width": 1}, thumb()["key"], 200, 3)


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (b"", "not JSON"),
        (b"\xff", "not JSON"),
        (b"[" * 100_000, "not JSON"),
        (b"[]", "no object"),
        (result(extracted=[]), "no object"),
        (result(variants=[]), "no object"),
        (result(variants={"thumb": {}}), "lacks a member"),
        (result(variants={"thumb": None}), "lacks a member"),
        (result(variants={"../x": thumb()}), "wrong form"),
        (result(variants={"thumb": thumb() | {"mediaType": 7}}), "wrong form"),
        (result(variants={"thumb": thumb() | {"size": -1}}), "whole number"),
        (result(variants={"thumb": thumb() | {"size": True}}), "whole number"),
        (result(variants={"thumb": thumb() | {"width": "200"}}), "whole number"),
        (result(variants={"thumb": thumb(attempt=2)}), "lies elsewhere"),
        (result(variants={"thumb": thumb() | {"key": "t-other/file/1/x.jpg"}}), "lies elsewhere"),
        (result(variants={f"v{n}": thumb() for n in range(17)}), "too many"),
    ],
)
def test_what_no_extractor_writes(body, said):
    with pytest.raises(Broken, match=said):
        read(body, PREFIX)
