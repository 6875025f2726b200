"""Alert rules: how they are written, and what they match."""

import json

import pytest

from common import settings
from common.files.file import Rejection
from common.files.verdicts import Verdict
from common.settings import SettingsError
from logger import rules
from logger.rules import Rule
from logger.settings import DigestSettings, LoggerSettings

FULL = {"name": "large", "on": ["admitted"], "minBytes": 9, "types": ["image/*"], "recipients": ["ops@example.com"]}


def without(*names):
    return {name: value for name, value in FULL.items() if name not in names}


def test_a_rule_as_it_is_written():
    assert rules.parse(json.dumps([FULL, without("minBytes", "types") | {"name": "all"}])) == (
        Rule("large", frozenset({"admitted"}), ("ops@example.com",), 9, ("image/*",)),
        Rule("all", frozenset({"admitted"}), ("ops@example.com",)),
    )


def test_no_rules_are_rules_too():
    assert rules.parse("[]") == ()


FIELDS = "rule 0: must have name, on and recipients, may have minBytes and types, and nothing else"
NAME = "rule 0: name must be 1 to 64 letters, digits, dots, dashes and underscores"
ON = "rule 0: on must list one or more of admitted, rejected, infected"
LEAST = "rule 0: minBytes must be a whole number, 0 or more"
TYPES = "rule 0: types must list media types in lower case, such as image/*"
PLAIN = "rule 0: recipients must be plain mail addresses"
MALFORMED = [
    # rules                                            what is wrong
    ("{", "not JSON"),
    ("{}", "not an array"),
    ([7], FIELDS),
    ([without("name")], FIELDS),
    ([without("on")], FIELDS),
    ([without("recipients")], FIELDS),
    ([FULL | {"colour": "red"}], FIELDS),
    ([FULL | {"min_bytes": 1}], FIELDS),
    ([FULL | {"name": ""}], NAME),
    ([FULL | {"name": "a b"}], NAME),
    ([FULL | {"name": "a\r\nBcc: x@example.com"}], NAME),
    ([FULL | {"name": "x" * 65}], NAME),
    ([FULL | {"name": 7}], NAME),
    ([FULL | {"on": []}], ON),
    ([FULL | {"on": ["expired"]}], ON),
    ([FULL | {"on": "admitted"}], ON),
    ([FULL | {"on": [[]]}], ON),
    ([FULL | {"minBytes": -1}], LEAST),
    ([FULL | {"minBytes": "9"}], LEAST),
    ([FULL | {"minBytes": True}], LEAST),
    ([FULL | {"minBytes": 1.5}], LEAST),
    ([FULL | {"types": "image/*"}], TYPES),
    ([FULL | {"types": ["png"]}], TYPES),
    ([FULL | {"types": ["Image/PNG"]}], TYPES),
    ([FULL | {"recipients": "ops@example.com"}], "rule 0: recipients must be a list of at most 50 addresses"),
    ([FULL | {"recipients": ["a@example.com"] * 51}], "rule 0: recipients must be a list of at most 50 addresses"),
    ([FULL | {"recipients": ["ops"]}], PLAIN),
    ([FULL | {"recipients": ["Ops <ops@example.com>"]}], PLAIN),
    ([FULL | {"recipients": ["ops@example.com\nBcc: x@example.com"]}], PLAIN),
    ([FULL | {"recipients": ["a@example.com,b@example.com"]}], PLAIN),
    ([FULL | {"recipients": [None]}], PLAIN),
    ([FULL, FULL], "two rules have one name"),
    ([FULL, 7], FIELDS.replace("0", "1", 1)),
]


@pytest.mark.parametrize(("raw", "wrong"), MALFORMED)
def test_malformed_rules_say_which_and_why(raw, wrong):
    with pytest.raises(settings.Malformed) as raised:
        rules.parse(raw if isinstance(raw, str) else json.dumps(raw))
    assert str(raised.value) == wrong


ANY = Rule("any", frozenset({"admitted", "rejected"}), ())
CASES = [
    # rule                                              outcome     bytes  type                matches
    (ANY, "admitted", 0, "", True),
    (ANY, "rejected", 5, "image/png", True),
    (Rule("r", frozenset({"admitted"}), ()), "rejected", 5, "image/png", False),
    (Rule("r", frozenset({"rejected"}), ()), "rejected", 5, "image/png", True),
    (ANY, "infected", 5, "image/png", False),
    (Rule("r", frozenset({"infected"}), ()), "infected", 5, "image/png", True),
    (Rule("r", frozenset({"infected"}), ()), "rejected", 5, "image/png", False),
    (Rule("r", ANY.on, (), min_bytes=5), "admitted", 4, "image/png", False),
    (Rule("r", ANY.on, (), min_bytes=5), "admitted", 5, "image/png", True),
    (Rule("r", ANY.on, (), types=("image/*",)), "admitted", 5, "image/png", True),
    (Rule("r", ANY.on, (), types=("image/*",)), "admitted", 5, "Image/PNG; a=b", True),
    (Rule("r", ANY.on, (), types=("image/*",)), "admitted", 5, "text/image/x", False),
    (Rule("r", ANY.on, (), types=("text/csv", "*/pdf")), "admitted", 5, "application/pdf", True),
    (Rule("r", ANY.on, (), types=("text/csv", "*/pdf")), "admitted", 5, "text/plain", False),
    (Rule("r", ANY.on, (), types=("*/*",)), "admitted", 5, "", False),
]


@pytest.mark.parametrize(("rule", "outcome", "size", "content_type", "matches"), CASES)
def test_matching(rule, outcome, size, content_type, matches):
    code = {"admitted": None, "rejected": "too_large", "infected": "infected"}[outcome]
    rejection = Rejection(code, "For a reason.") if code else None
    assert rule.matches(Verdict("v1", size, content_type, rejection)) is matches


ENVIRONMENT = {
    "CATALOG_TABLE": "c",
    "AUDIT_TABLE": "a",
    "UPLOADS_BUCKET": "u",
    "ARRIVALS_DLQ": "d",
    "VERIFICATIONS_QUEUE": "v",
    "PROCESSING_QUEUE": "p",
    "MAIL_FROM": "",
    "ALERT_RULES": "[]",
}


def test_settings_tell_what_is_wrong_with_the_rules():
    broken = ENVIRONMENT | {"MAIL_FROM": "Inlet <secret@example.com>", "ALERT_RULES": json.dumps([without("on")])}
    with pytest.raises(SettingsError) as raised:
        settings.read(LoggerSettings, broken)
    assert str(raised.value) == (
        f"MAIL_FROM is malformed: not a plain mail address; ALERT_RULES is malformed: {FIELDS}"
    )


def test_the_digest_has_recipients_of_its_own():
    environ = {"AUDIT_TABLE": "a", "MAIL_FROM": "i@example.com", "DIGEST_RECIPIENTS": '["ops@example.com"]'}
    assert settings.read(DigestSettings, environ).digest_recipients == ("ops@example.com",)
    for broken in ("", "{}", '["ops"]'):
        with pytest.raises(SettingsError, match="DIGEST_RECIPIENTS is malformed: "):
            settings.read(DigestSettings, environ | {"DIGEST_RECIPIENTS": broken})
