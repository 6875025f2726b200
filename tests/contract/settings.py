"""Values of the stack's variables: those that Terraform and the functions take, and those that they refuse.

What Terraform takes the functions must: a value that only they refuse stops them all at their start.
"""

from typing import Any

ALICE = "alice@example.com"
TENANT = "t-" + "0123456789abcdef" * 2


def _rule(**changes: Any) -> dict[str, Any]:
    return {"name": "large", "on": ["admitted"], "recipients": [ALICE]} | changes


def _mail(**changes: Any) -> dict[str, Any]:
    return {"from": "inlet@example.com", "alert_rules": [_rule(**changes)]}


def _told(*recipients: str) -> dict[str, Any]:
    return {"from": "inlet@example.com", "digest_recipients": list(recipients)}


# By name: the variable and a value of it that both take.
GOOD: dict[str, tuple[str, dict[str, Any]]] = {
    "no mail": ("mail", {}),
    "a sender alone": ("mail", {"from": ALICE}),
    "signs that addresses may hold": ("mail", _told("o'neil+a.b_c/d=e{f}|g~h!#$%&*?^`@x-1.example")),
    "the longest local part": ("mail", _told("a" * 64 + "@example.com")),
    "a host without a dot": ("mail", _told("root@localhost")),
    "a domain in punycode": ("mail", _told("a@xn--bcher-kva.de")),
    "as many as SES takes": ("mail", _told(*(f"team{number}@example.com" for number in range(50)))),
    "reports": ("mail", {"from": ALICE, "report_recipients": [ALICE, "team@example.com"]}),
    "a rule for all": ("mail", _mail()),
    "a rule with everything": (
        "mail",
        _mail(
            name="Large.pictures_2-x",
            on=["admitted", "rejected", "infected"],
            min_bytes=50_000_000,
            types=["image/*", "*/*"],
        ),
    ),
    "the longest name": ("mail", _mail(name="x" * 64)),
    "from the first byte": ("mail", _mail(min_bytes=0, types=[])),
    "more bytes than a double counts": ("mail", _mail(min_bytes=10**18 + 1)),
    "types with signs": ("mail", _mail(types=["application/vnd.ms-excel", "image/svg+xml"])),
    "uploads as they are": ("uploads", {}),
    "the shortest lives": (
        "uploads",
        {
            "url_seconds": 60,
            "quick_url_seconds": 60,
            "download_url_seconds": 60,
            "pending_expiry_hours": 1,
            "expired_row_days": 1,
            "restore_days": 1,
        },
    ),
    "the longest lives": (
        "uploads",
        {
            "url_seconds": 3600,
            "quick_url_seconds": 3600,
            "download_url_seconds": 3600,
            "pending_expiry_hours": 8760,
            "expired_row_days": 3650,
            "restore_days": 3650,
        },
    ),
    "whole, with a fraction of zero": ("uploads", {"url_seconds": 900.0}),
    "few that are verified at once": ("uploads", {"verified_at_once": 2}),
    "all that can be verified": ("uploads", {"max_verified_bytes": 50_000_000_000, "verified_at_once": 1000}),
    "the smallest quotas": ("quotas", {"bytes": 1, "files": 1, "pending": 1}),
    "the largest quotas": ("quotas", {"bytes": 10**15, "files": 10**15, "pending": 10**15}),
    "one quota alone": ("quotas", {"pending": 150.0}),
    "events as they are": ("events", {}),
    "strict about types, and without addresses": ("events", {"unknown_types": "refuse", "ip_addresses": "none"}),
    "whole addresses, and the shortest lives": (
        "events",
        {"ip_addresses": "whole", "row_days": 35, "max_age_days": 1, "processed_at_once": 2},
    ),
    "lists of one partition": ("catalogue", {}),
    "lists of many partitions": ("catalogue", {"spread": 2.0, "large_tenants": {TENANT: 32, "t-" + "0" * 32: 2}}),
    "switches": ("uploads", {"require_size": True, "acceleration": True}),
}

# Both refuse these.
BAD: dict[str, tuple[str, dict[str, Any]]] = {
    "a sender with a name": ("mail", {"from": "Inlet <inlet@example.com>"}),
    "an address with a semicolon": ("mail", _told("x;y@example.com")),
    "an address with a quote": ("mail", _told('"a b"@example.com')),
    "an address with a line break": ("mail", _told("a@example.com\nBcc: b@example.com")),
    "an address that ends in a line break": ("mail", _told("a@example.com\n")),
    "an address with a no-break space": ("mail", _told("a\u00a0b@example.com")),
    "an address with two at signs": ("mail", _told("a@b@example.com")),
    "no local part": ("mail", _told("@example.com")),
    "too long a local part": ("mail", _told("a" * 65 + "@example.com")),
    "a domain in other letters": ("mail", _told("a@bücher.de")),
    "a domain that ends in a dot": ("mail", _told("a@example.com.")),
    "an empty address": ("mail", _told("")),
    "more than SES takes": ("mail", _told(*(f"team{number}@example.com" for number in range(51)))),
    "a recipient of reports with a name": ("mail", {"from": ALICE, "report_recipients": [f"Alice <{ALICE}>"]}),
    "more recipients of reports than SES takes": ("mail", {"from": ALICE, "report_recipients": [ALICE] * 51}),
    "a recipient of alerts with a name": ("mail", _mail(recipients=[f"Alice <{ALICE}>"])),
    "more recipients of alerts than SES takes": ("mail", _mail(recipients=[ALICE] * 51)),
    "a name with a space": ("mail", _mail(name="large files")),
    "a name with a hash": ("mail", _mail(name="large#1")),
    "a name that begins with a dot": ("mail", _mail(name=".large")),
    "no name": ("mail", _mail(name="")),
    "too long a name": ("mail", _mail(name="x" * 65)),
    "one name twice": ("mail", {"from": ALICE, "alert_rules": [_rule(), _rule(on=["rejected"])]}),
    "an unknown outcome": ("mail", _mail(on=["uploaded"])),
    "no outcome": ("mail", _mail(on=[])),
    "a fraction of a byte": ("mail", _mail(min_bytes=1.5)),
    "less than nothing": ("mail", _mail(min_bytes=-1)),
    "a type without its slash": ("mail", _mail(types=["png"])),
    "a type in capitals": ("mail", _mail(types=["image/PNG"])),
    "a type with parameters": ("mail", _mail(types=["text/plain; charset=utf-8"])),
    "a fraction of a second": ("uploads", {"url_seconds": 90.5}),
    "a fraction of a quick second": ("uploads", {"quick_url_seconds": 90.5}),
    "a fraction of a download's second": ("uploads", {"download_url_seconds": 90.5}),
    "a fraction of a day": ("uploads", {"expired_row_days": 1.5}),
    "a fraction of a day to restore": ("uploads", {"restore_days": 0.5}),
    "a fraction of a file": ("quotas", {"files": 1.5}),
    "a quota of nothing": ("quotas", {"pending": 0}),
    "a quota below nothing": ("quotas", {"bytes": -1}),
    "lists of no partition": ("catalogue", {"spread": 0}),
    "more partitions than anybody asks": ("catalogue", {"large_tenants": {TENANT: 33}}),
    "a fraction of a partition": ("catalogue", {"spread": 1.5}),
    "types that are asked about": ("events", {"unknown_types": "ask"}),
    "types with capitals": ("events", {"unknown_types": "Accept"}),
    "addresses that are hashed": ("events", {"ip_addresses": "hashed"}),
    "a fraction of a day of an event": ("events", {"max_age_days": 1.5}),
    "a fraction of a day of a row": ("events", {"row_days": 90.5}),
}

# Terraform alone refuses these: the functions would start, but not work as somebody meant them to.
POINTLESS: dict[str, tuple[str, dict[str, Any]]] = {
    "alerts that nobody gets": ("mail", _mail(recipients=[])),
    "a local part that SES cannot reach": ("mail", _told("jörg@example.com")),
    "an empty sender": ("mail", {"from": ""}),
    "alerts without a sender": ("mail", {"alert_rules": [_rule()]}),
    "reports without a sender": ("mail", {"report_recipients": [ALICE]}),
    "a URL for longer than its signer has credentials": ("uploads", {"url_seconds": 3601}),
    "no time to download": ("uploads", {"download_url_seconds": 59}),
    "no time to upload": ("uploads", {"quick_url_seconds": 59}),
    "an upload swept before its URL expires": ("uploads", {"url_seconds": 1801, "pending_expiry_hours": 1}),
    "no time to restore": ("uploads", {"restore_days": 0}),
    "a fraction of an hour": ("uploads", {"pending_expiry_hours": 1.5}),
    "more than can be verified": ("uploads", {"max_verified_bytes": 50_000_000_001}),
    "a fraction of a byte to be verified": ("uploads", {"max_verified_bytes": 50_000_000.5}),
    "types larger than can be verified": ("uploads", {"max_verified_bytes": 99_999_999}),
    "one that is verified at once": ("uploads", {"verified_at_once": 1}),
    "more at once than SQS feeds": ("uploads", {"verified_at_once": 1001}),
    "a fraction of one at once": ("uploads", {"verified_at_once": 2.5}),
    "more than a petabyte": ("quotas", {"bytes": 10**15 + 1}),
    "large tenants that are smaller": ("catalogue", {"spread": 2, "large_tenants": {TENANT: 1}}),
    "large tenants by name": ("catalogue", {"large_tenants": {"acme": 8}}),
    "rows that go before their message may come": ("events", {"row_days": 34}),
    "events from before they were thought of": ("events", {"max_age_days": 3651}),
    "events of no age": ("events", {"max_age_days": 0}),
    "one batch at once": ("events", {"processed_at_once": 1}),
    "rows kept beyond the calendar": ("uploads", {"expired_row_days": 10**7}),
}
