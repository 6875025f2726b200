"""Addresses, as far as they are kept, and user agents."""

import pytest

from ingestion.collector import addresses


@pytest.mark.parametrize(
    ("address", "whole", "truncated"),
    [
        ("192.0.2.77", "192.0.2.77", "192.0.2.0"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2:3:4:5:6", "2001:db8:1::"),
        ("2001:DB8::1", "2001:db8::1", "2001:db8::"),
        ("::ffff:192.0.2.77", "192.0.2.77", "192.0.2.0"),
        ("", None, None),
        ("unknown", None, None),
        ("192.0.2.077", None, None),
    ],
)
def test_addresses(address, whole, truncated):
    assert addresses.kept(address, "whole") == whole
    assert addresses.kept(address, "truncated") == truncated
    assert addresses.kept(address, "none") is None


@pytest.mark.parametrize(
    ("header", "kept"),
    [("curl/8.5.0", "curl/8.5.0"), ("", None), (" \t ", None), ("a\nb\x00", "ab"), ("x" * 9000, "x" * 512)],
)
def test_user_agents(header, kept):
    assert addresses.user_agent(header) == kept
