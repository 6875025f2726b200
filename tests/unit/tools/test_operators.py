"""Operators: who is put into the group, who is not, and what is said of it."""

from typing import Any

import boto3
import pytest
from botocore.stub import Stubber

from local.home import Trouble
from tools import operators

ADA = "ada@example.com"
POOLS = ("list_user_pools", {"UserPools": [{"Id": "eu_1", "Name": "inlet-dev"}, {"Id": "eu_2", "Name": "inlet-dev2"}]})
IN_GROUP = {"UserPoolId": "eu_1", "Username": ADA, "GroupName": "operators"}


@pytest.fixture(scope="module")
def client():
    """Made once: Cognito's description is long to read."""
    return boto3.client("cognito-idp", "eu-central-1", aws_access_key_id="unit", aws_secret_access_key="unit")


@pytest.fixture
def cognito(client, monkeypatch):
    """Cognito, which expects what is added and nothing else."""
    monkeypatch.setattr(operators, "client", lambda env, service: client)
    with Stubber(client) as stub:
        yield stub
        stub.assert_no_pending_responses()


def expect(cognito: Any, *calls: tuple[str, dict[str, Any]] | tuple[str, dict[str, Any], dict[str, Any]]) -> None:
    for operation, answer, *asked in calls:
        cognito.add_response(operation, answer, *asked)


def known(status="CONFIRMED"):
    return ("admin_get_user", {"Username": "sub-1", "UserStatus": status}, {"UserPoolId": "eu_1", "Username": ADA})


@pytest.mark.parametrize("status", ["CONFIRMED", "FORCE_CHANGE_PASSWORD", "EXTERNAL_PROVIDER"])
def test_a_user_becomes_an_operator(cognito, status):
    expect(cognito, POOLS, known(status), ("admin_add_user_to_group", {}, IN_GROUP))
    assert operators.run("add", "dev", ADA) == f"{ADA} is an operator, with the next sign-in at the latest"


def test_who_has_not_proved_the_address_does_not(cognito):
    expect(cognito, POOLS, known("UNCONFIRMED"))
    with pytest.raises(Trouble, match="not confirmed"):
        operators.run("add", "dev", ADA)


def test_an_operator_is_none_any_more(cognito):
    expect(cognito, POOLS, ("admin_remove_user_from_group", {}, IN_GROUP))
    assert operators.run("remove", "dev", ADA).startswith(f"{ADA} is no operator")


def test_who_they_are(cognito):
    users = [{"Username": "b", "Attributes": [{"Name": "email", "Value": ADA}]}, {"Username": "a"}]
    asked = {"UserPoolId": "eu_1", "GroupName": "operators"}
    expect(cognito, POOLS, ("list_users_in_group", {"Users": users[:1], "NextToken": "next"}, asked))
    expect(cognito, ("list_users_in_group", {"Users": users[1:]}, asked | {"NextToken": "next"}))
    assert operators.run("list", "dev", "") == f"a\n{ADA}"
    expect(cognito, POOLS, ("list_users_in_group", {"Users": []}, asked))
    assert operators.run("list", "dev", "") == "Nobody is an operator"


def test_an_unknown_user(cognito):
    expect(cognito, POOLS)
    cognito.add_client_error("admin_get_user", "UserNotFoundException")
    with pytest.raises(Trouble, match=f"dev has no user '{ADA}': invite them first"):
        operators.run("add", "dev", ADA)


def test_a_pool_that_has_no_operators_yet(cognito):
    expect(cognito, POOLS, known())
    cognito.add_client_error("admin_add_user_to_group", "ResourceNotFoundException")
    with pytest.raises(Trouble, match="deploy it once more"):
        operators.run("add", "dev", ADA)


@pytest.mark.parametrize(("names", "said"), [(["inlet-dev2"], "dev has no user pool"), (["inlet-dev"] * 2, "several")])
def test_a_pool_that_cannot_be_told(cognito, names, said):
    pools = [{"Id": f"eu_{number}", "Name": name} for number, name in enumerate(names)]
    expect(cognito, ("list_user_pools", {"UserPools": pools}))
    with pytest.raises(Trouble, match=said):
        operators.run("add", "dev", ADA)


@pytest.mark.parametrize(
    ("command", "email", "said"), [("add", "", "whom"), ("remove", "", "whom"), ("list", ADA, "leave")]
)
def test_whom_is_said_where_it_is_needed(cognito, command, email, said):
    expect(cognito, POOLS)
    with pytest.raises(Trouble, match=said):
        operators.run(command, "dev", email)


def main(monkeypatch, *given):
    monkeypatch.setattr("sys.argv", ["operators", *given])
    return operators.main()


def test_what_cognito_refuses_is_told_without_a_stack(cognito, monkeypatch, capsys):
    cognito.add_client_error("list_user_pools", "AccessDeniedException")
    assert main(monkeypatch, "add", "dev", f" {ADA}\n") == 1
    assert "Cognito refused" in capsys.readouterr().err


def test_what_was_done_is_told(cognito, monkeypatch, capsys):
    expect(cognito, POOLS, known(), ("admin_add_user_to_group", {}, IN_GROUP))
    assert main(monkeypatch, "add", "dev", f" {ADA}\n") == 0
    assert capsys.readouterr().out == f"{ADA} is an operator, with the next sign-in at the latest\n"


def test_an_environment_must_be_named(monkeypatch, capsys):
    assert main(monkeypatch, "add") == 1
    assert "ENV must be one of dev, local, prod" in capsys.readouterr().err
