"""The table of what the janitor may find."""

import re
from dataclasses import astuple

import pytest

from common.janitor import findings
from common.janitor.findings import KINDS, Prices, Storage, Tally, monthly_usd
from local.home import ROOT


def test_every_kind_of_the_module_is_in_the_table_under_its_name():
    named = {name.lower(): kind for name, kind in vars(findings).items() if isinstance(kind, findings.Kind)}
    assert named == KINDS


@pytest.mark.parametrize("name", KINDS)
def test_a_kind_is_told_in_sentences(name):
    kind = KINDS[name]
    assert re.fullmatch("[a-z]+(_[a-z]+)*", kind.name)
    assert all(re.fullmatch(r"[A-Z].*\.", said) for said in (kind.means, kind.mended))


@pytest.mark.parametrize("name", KINDS)
def test_the_runbook_tells_of_it(name):
    kind, told = KINDS[name], (ROOT / "docs/operations.md").read_text()
    assert f"| `{name}` | {kind.means.rstrip('.')} | {kind.mended.rstrip('.')} | " in told


def test_tallies_add_up():
    assert Tally(1, 2, 3, 4, 5) + Tally(10, 20, 30, 40, 50) == Tally(11, 22, 33, 44, 55)
    assert astuple(Tally()) == (0, 0, 0, 0, 0)


@pytest.mark.parametrize(
    ("storage", "usd"), [(Storage.S3, 0.046), (Storage.DYNAMODB, 0.5), (Storage.NONE, 0.0)], ids=str
)
def test_bytes_have_the_price_of_where_they_lie(storage, usd):
    kind = findings.Kind("any", "", "", storage)
    told = findings.prices('{"s3_gb_month": 0.023, "dynamodb_gb_month": 0.25}')
    assert told == Prices(0.023, 0.25)
    assert monthly_usd(kind, 2 * 1_073_741_824, told) == pytest.approx(usd)


@pytest.mark.parametrize(
    "text",
    [
        "{}",
        '{"s3_gb_month": 1}',
        '{"s3_gb_month": -1, "dynamodb_gb_month": 1}',
        '{"s3_gb_month": "1", "dynamodb_gb_month": 1}',
        '{"s3_gb_month": true, "dynamodb_gb_month": 1}',
        '{"s3_gb_month": NaN, "dynamodb_gb_month": 1}',
        '{"s3_gb_month": 1, "dynamodb_gb_month": 1, "other": 1}',
    ],
)
def test_other_prices_are_none(text):
    with pytest.raises((ValueError, TypeError)):
        findings.prices(text)
