"""Operators' view in Terraform and the view behind queries are one."""

from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def test_both_views_are_one():
    operators = (ROOT / "terraform/stack/event_view.sql").read_text()
    tenants = (ROOT / "src/ingestion/queries/view.sql").read_text()
    first, _, rest = operators.partition("\n")
    assert first == "CREATE OR REPLACE VIEW events_once AS"
    assert rest.replace('"${database}"', '"archive"') == tenants
