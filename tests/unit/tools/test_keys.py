"""Keys are made once, rotated with the one before alive, shown to nobody."""

import re

import boto3
import pytest
from moto import mock_aws

from common.keys import ring
from local.home import Trouble
from tools import keys

NAME = "/inlet-dev/cursor-keys"


@pytest.fixture(scope="module")
def client():
    """Made once: SSM's description is long to read."""
    return boto3.client("ssm", "eu-central-1", aws_access_key_id="unit", aws_secret_access_key="unit")


@pytest.fixture
def ssm(client, monkeypatch):
    monkeypatch.delenv("KMS_KEY", raising=False)
    with mock_aws():
        yield client


def held(ssm):
    return ring.parse(ssm.get_parameter(Name=NAME, WithDecryption=True)["Parameter"]["Value"])


def described(ssm):
    (found,) = ssm.describe_parameters()["Parameters"]
    return found


def test_what_is_to_be_rotated_is_told_by_its_name(monkeypatch, capsys):
    monkeypatch.setattr("sys.argv", ["keys", "rotate", "dev", "all"])
    with pytest.raises(SystemExit):
        keys.main()
    assert "invalid choice: 'all'" in capsys.readouterr().err


def test_keys_are_made_once(ssm):
    assert keys.make(ssm, "dev") == "Made the keys of dev"
    made = held(ssm)
    assert described(ssm)["Type"] == "SecureString"
    assert keys.make(ssm, "dev") == "dev has its keys"
    assert held(ssm) == made


def test_what_is_there_is_not_looked_at(ssm):
    """Who deploys may make keys where there are none, and read none: terraform/bootstrap."""

    class Blind:
        put_parameter, exceptions = ssm.put_parameter, ssm.exceptions

    assert keys.make(Blind(), "dev") == "Made the keys of dev"
    assert keys.make(Blind(), "dev") == "dev has its keys"


def test_environments_have_keys_of_their_own(ssm):
    keys.make(ssm, "dev")
    keys.make(ssm, "prod")
    assert keys.remove(ssm, "prod") == "Removed the keys of prod"
    assert held(ssm)


def test_rotating_keeps_the_key_before(ssm):
    keys.make(ssm, "dev")
    first = held(ssm)
    said = keys.rotate(ssm, "dev")
    second = held(ssm)
    assert said == f"{second.current} signs for dev from now on, and {first.current} is still good"
    assert second.keys.keys() == {first.current, second.current}
    keys.rotate(ssm, "dev")
    assert held(ssm).keys.keys() == {second.current, held(ssm).current}


def test_they_are_encrypted_as_was_said_when_they_were_made(ssm, monkeypatch):
    monkeypatch.setenv("KMS_KEY", "alias/inlet")
    keys.make(ssm, "dev")
    monkeypatch.delenv("KMS_KEY")
    keys.rotate(ssm, "dev")
    assert described(ssm)["KeyId"] == "alias/inlet"


def test_there_must_be_keys_to_rotate(ssm):
    with pytest.raises(Trouble, match="make keys ENV=dev"):
        keys.rotate(ssm, "dev")
    ssm.put_parameter(Name=NAME, Value="mine", Type="SecureString")
    with pytest.raises(Trouble, match="delete it, then make keys ENV=dev"):
        keys.rotate(ssm, "dev")
    assert ssm.get_parameter(Name=NAME, WithDecryption=True)["Parameter"]["Value"] == "mine"


def test_what_is_removed_is_gone(ssm):
    keys.make(ssm, "dev")
    assert keys.remove(ssm, "dev") == "Removed the keys of dev"
    assert keys.remove(ssm, "dev") == "dev has no keys"
    assert ssm.describe_parameters()["Parameters"] == []


def test_nobody_is_shown_a_key(ssm, monkeypatch, capsys):
    monkeypatch.setattr(keys, "client", lambda env, service: ssm)
    for command in ("make", "rotate", "make", "remove", "remove"):
        monkeypatch.setattr("sys.argv", ["keys", command, "dev"])
        assert keys.main() == 0
    said = capsys.readouterr().out
    assert said.count("\n") == 9  # two sentences, but for a rotation
    assert not re.search(r"[A-Za-z0-9+/]{20}", said)


def test_what_ssm_refuses_is_told_without_a_stack(ssm, monkeypatch, capsys):
    class Refusing:
        exceptions = ssm.exceptions

        def put_parameter(self, **asked):
            raise ssm.exceptions.ClientError({"Error": {"Code": "AccessDenied", "Message": "no"}}, "PutParameter")

    monkeypatch.setattr(keys, "client", lambda env, service: Refusing())
    monkeypatch.setattr("sys.argv", ["keys", "make", "dev"])
    assert keys.main() == 1
    assert "AccessDenied" in capsys.readouterr().err


def test_an_environment_must_be_named(monkeypatch, capsys):
    monkeypatch.setattr("sys.argv", ["keys", "rotate"])
    assert keys.main() == 1
    assert "ENV must be one of dev, local, prod" in capsys.readouterr().err
