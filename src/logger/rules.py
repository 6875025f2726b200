"""Alert rules: who is told by mail about which verdict. Pure."""

import fnmatch
import json
import re
from dataclasses import dataclass
from typing import Any

from common.files.verdicts import ADMITTED, INFECTED, REJECTED, Verdict
from common.mail import addresses
from common.settings import Malformed

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
_TYPE = re.compile(r"[a-z0-9*][a-z0-9*.+-]*/[a-z0-9*][a-z0-9*.+-]*")
_FIELDS = {"name", "on", "minBytes", "types", "recipients"}
_OUTCOMES = (ADMITTED, REJECTED, INFECTED)


@dataclass(frozen=True)
class Rule:
    """Tells `recipients` of each verdict whose outcome is in `on`, from `min_bytes` up, of one of `types`.

    `types` are media types in which `*` stands for anything (`image/*`); none of them means any type.
    """

    name: str
    on: frozenset[str]
    recipients: tuple[str, ...]
    min_bytes: int = 0
    types: tuple[str, ...] = ()

    def matches(self, verdict: Verdict) -> bool:
        """Whether this rule tells of `verdict`."""
        # The type as the client declared it may carry parameters, in any case.
        declared = verdict.content_type.partition(";")[0].strip().lower()
        return (
            verdict.outcome in self.on
            and verdict.size >= self.min_bytes
            and (not self.types or any(fnmatch.fnmatchcase(declared, pattern) for pattern in self.types))
        )


def parse(text: str) -> tuple[Rule, ...]:
    """The rules of a JSON array. Raises Malformed, which names the rule by its place and what it breaks.

    A rule: {"name": "large", "on": ["admitted"], "minBytes": 1000000, "types": ["image/*"], "recipients": ["a@b.c"]};
    `minBytes` and `types` may be left out.
    """
    try:
        raw = json.loads(text)
    except json.JSONDecodeError:
        raise Malformed("not JSON") from None
    if not isinstance(raw, list):
        raise Malformed("not an array")
    rules = tuple(_rule(index, fields) for index, fields in enumerate(raw))
    if len({rule.name for rule in rules}) < len(rules):
        raise Malformed("two rules have one name")
    return rules


def _rule(index: int, fields: Any) -> Rule:
    try:
        return _checked(fields)
    except Malformed as fault:
        raise Malformed(f"rule {index}: {fault}") from None


def _checked(fields: Any) -> Rule:
    if not isinstance(fields, dict) or not {"name", "on", "recipients"} <= fields.keys() <= _FIELDS:
        raise Malformed("must have name, on and recipients, may have minBytes and types, and nothing else")
    name, on, least, types = fields["name"], fields["on"], fields.get("minBytes", 0), fields.get("types", [])
    if not isinstance(name, str) or not _NAME.fullmatch(name):
        raise Malformed("name must be 1 to 64 letters, digits, dots, dashes and underscores")
    if not isinstance(on, list) or not on or not all(outcome in _OUTCOMES for outcome in on):
        raise Malformed(f"on must list one or more of {', '.join(_OUTCOMES)}")
    if not isinstance(least, int) or isinstance(least, bool) or least < 0:
        raise Malformed("minBytes must be a whole number, 0 or more")
    if not isinstance(types, list) or not all(isinstance(each, str) and _TYPE.fullmatch(each) for each in types):
        raise Malformed("types must list media types in lower case, such as image/*")
    return Rule(name, frozenset(on), addresses.checked(fields["recipients"]), least, tuple(types))
