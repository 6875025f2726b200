"""What an extractor found, brought within bounds: plain text, finite numbers, and little enough for one row. Pure."""

import json
import re
from typing import Any

from common.files.findings import MAX_BYTES
from common.files.processing import Variant, variant_from_plain

# The longest text and the longest list that are kept. When all together is too large, the next pair is tried.
_BOUNDS = ((8000, 1000), (4000, 500), (2000, 200), (1000, 100), (500, 50), (200, 20), (100, 10), (50, 5))
_MAX_DEPTH = 8
_MAX_NAME = 100
# What is no finite number, and what no double can hold, is left out.
_LARGEST = 1e300

_VARIANT = re.compile(r"[a-z0-9][a-z0-9-]{0,31}")
_MAX_VARIANTS = 16
# All control characters but tab and line feed; halves of pairs, which no UTF-8 can hold.
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")

TRUNCATED = "truncated"


class Broken(Exception):
    """The result is not of the form that extractors write; says what is wrong with it."""


def read(body: bytes, prefix: str) -> tuple[dict[str, Any], dict[str, Variant]]:
    """The findings and variants of a result object. Raises Broken.

    `prefix` is what the keys of all that the attempt derived begin with. What had to be shortened says so: the findings
    then hold `"truncated": true`.
    """
    try:
        result = json.loads(body)
    except (ValueError, RecursionError):
        raise Broken("it is not JSON") from None
    if not isinstance(result, dict):
        raise Broken("it is no object")
    extracted = result.get("extracted", {})
    if not isinstance(extracted, dict):
        raise Broken("what was extracted is no object")
    return bounded(extracted), _variants(result.get("variants", {}), prefix)


def bounded(extracted: dict[str, Any]) -> dict[str, Any]:
    """`extracted`, small enough for `findings.put`."""
    for longest_text, longest_list in _BOUNDS:
        cutter = _Cutter(longest_text, longest_list)
        found: dict[str, Any] = cutter.cut(extracted, _MAX_DEPTH)
        if cutter.has_cut:
            found[TRUNCATED] = True
        if len(json.dumps(found, ensure_ascii=False, separators=(",", ":")).encode()) <= MAX_BYTES:
            return found
    return {TRUNCATED: True}


class _Cutter:
    """Copies plain values within bounds; `has_cut` says whether anything did not fit."""

    def __init__(self, longest_text: int, longest_list: int) -> None:
        self.has_cut = False
        self._longest_text = longest_text
        self._longest_list = longest_list

    def cut(self, value: Any, depth: int) -> Any:
        if isinstance(value, str):
            return self._text(value, self._longest_text)
        if value is None or isinstance(value, bool):
            return value
        if isinstance(value, int | float):
            return value if abs(value) <= _LARGEST else None
        if not depth:
            self.has_cut = True
            return None
        if isinstance(value, list):
            return [self.cut(one, depth - 1) for one in self._first(value)]
        return {self._text(name, _MAX_NAME): self.cut(one, depth - 1) for name, one in self._first(list(value.items()))}

    def _text(self, text: str, longest: int) -> str:
        self.has_cut |= len(text) > longest
        return _UNPRINTABLE.sub("\ufffd", text[:longest])

    def _first(self, values: list[Any]) -> list[Any]:
        self.has_cut |= len(values) > self._longest_list
        return values[: self._longest_list]


def _variants(told: Any, prefix: str) -> dict[str, Variant]:
    if not isinstance(told, dict) or len(told) > _MAX_VARIANTS:
        raise Broken("its variants are no object, or too many")
    variants = {}
    for name, plain in told.items():
        try:
            variant = variant_from_plain(plain)
        except (KeyError, TypeError, AttributeError):
            raise Broken("a variant lacks a member") from None
        numbers = (variant.size, variant.width or 0, variant.height or 0)
        texts = (variant.key, variant.media_type)
        if not _VARIANT.fullmatch(name) or not all(isinstance(text, str) for text in texts):
            raise Broken("a variant has the wrong form")
        if not all(type(number) is int and number >= 0 for number in numbers):
            raise Broken("a variant's size is no whole number")
        if not variant.key.startswith(prefix):
            raise Broken("a variant lies elsewhere")
        variants[name] = variant
    return variants
