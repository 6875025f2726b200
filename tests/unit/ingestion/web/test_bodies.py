"""Reading JSON: what is taken is taken as it was sent, and all else refused with a reason."""

import json
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from common.errors import MalformedBody
from ingestion.web import bodies

REFUSED = {
    "not JSON": (b'{"a":', "The body is not JSON from character 5 on."),
    "two documents": (b"{}{}", "The body is not JSON from character 2 on."),
    "a byte order mark": (b"\xef\xbb\xbf{}", "The body is not JSON from character 0 on."),
    "not UTF-8": (b'{"a":"\xff"}', "The body is not UTF-8."),
    "half a pair, in bytes": (b'{"a":"\xed\xa0\x80"}', "The body is not UTF-8."),
    "half a pair, escaped": (b'{"a":"\\ud83d"}', "Half of a surrogate pair is no character."),
    "the other half, in a name": (b'{"\\uDE00":1}', "Half of a surrogate pair is no character."),
    "not a number": (b'{"a":NaN}', "NaN and Infinity are not JSON."),
    "infinity": (b'{"a":-Infinity}', "NaN and Infinity are not JSON."),
    "a name twice": (b'{"a":{"b":1,"b":1}}', "A name stands twice in one object."),
    "a name twice, once escaped": (b'{"a":1,"\\u0061":1}', "A name stands twice in one object."),
    "nested without end": (b"[" * 100_000, "The body is nested too deeply."),
    "an endless integer": (b"9" * 4301, "A number has thousands of digits."),
    **{
        f"the number {text}": (
            text.encode(),
            "A number is larger, smaller or longer than a double holds: send it as a string.",
        )
        for text in ("1e999", "-1e999", "1e-999", "0.123456789012345678", "12345678901234567.8", "1.8e308")
    },
}


@pytest.mark.parametrize("name", REFUSED)
def test_refuses_and_says_why(name):
    data, reason = REFUSED[name]
    with pytest.raises(MalformedBody) as refused:
        bodies.parsed(data)
    assert refused.value.detail == reason


@pytest.mark.parametrize(
    "text",
    [
        "0.0",
        "-0.0",
        "1.50",
        "100000000000000000000.0",
        "1E5",
        "0.1234567890123456",
        "1e-320",
        "1.7976931348623157e308",
        "0e999",
        "0.000000000000000000001",
        "52.520006599999999",
        "-1.0e-7",
    ],
)
def test_takes_each_number_that_a_double_holds(text):
    assert bodies.parsed(text.encode()) == float(text)


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_takes_each_double(value):
    assert math.copysign(1, bodies.parsed(json.dumps(value).encode())) == math.copysign(1, value)
    assert bodies.parsed(json.dumps(value).encode()) == value
    assert bodies.parsed(f"{value:.17g}".encode()) == value


@given(st.integers())
def test_keeps_integers_of_any_size(value):
    assert bodies.parsed(str(value).encode()) == value


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(),
        lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    )
)
def test_keeps_all_else(value):
    for ascii_only in (True, False):
        assert bodies.parsed(json.dumps(value, ensure_ascii=ascii_only).encode()) == value
