"""Who is an operator: whom the one claim says so of, and nobody who only looks like it."""

import pytest

from common.errors import OperatorsOnly
from ingestion.operators import access

GROUPS = "cognito:groups"


@pytest.mark.parametrize("told", ["[operators]", "[operators staff]", "[staff operators]", "operators"])
def test_an_operator(told):
    assert access.is_operator({GROUPS: told}, GROUPS, "operators")
    access.require_operator({GROUPS: told}, GROUPS, "operators")


# What API Gateway makes of groups that somebody may have been put into, and of claims that nobody should have.
@pytest.mark.parametrize(
    "told",
    [
        "",
        "[]",
        "[",
        "]",
        "[ ]",
        "[xoperators]",
        "[operatorsx]",
        "[operators]]",
        "[[operators]",
        "[[operators]]",
        "[operators,staff]",
        "[operators\tstaff]",
        "[operators\u00a0staff]",
        '["operators"]',
        "operators]",
        "[operators",
        "[operators] ",
        " operators",
        "operators staff",
        "operators,staff",
        "Operators",
        "[OPERATORS]",
        "[o\u0440erators]",  # a Cyrillic letter
        "operators\n",
        "map[operators:true]",
        '{"operators":true}',
        "true",
        "*",
    ],
)
def test_no_operator(told):
    assert not access.is_operator({GROUPS: told}, GROUPS, "operators")
    with pytest.raises(OperatorsOnly):
        access.require_operator({GROUPS: told}, GROUPS, "operators")


@pytest.mark.parametrize("claims", [{}, {"groups": "[operators]"}, {"Cognito:Groups": "[operators]"}])
def test_no_other_claim_counts(claims):
    assert not access.is_operator(claims, GROUPS, "operators")


@pytest.mark.parametrize(("claim", "value"), [("", ""), ("", "operators"), (GROUPS, "")])
@pytest.mark.parametrize("told", ["", "[]", "[operators]", "operators"])
def test_where_nobody_is_named_nobody_is(told, claim, value):
    assert not access.is_operator({GROUPS: told, "": told}, claim, value)


@pytest.mark.parametrize("told", [None, ["operators"], {"operators": True}, True, 1])
def test_what_is_no_text_is_nothing(told):
    """API Gateway hands over texts only; whoever else calls the function proves nothing by a list."""
    assert not access.is_operator({GROUPS: told}, GROUPS, "operators")
