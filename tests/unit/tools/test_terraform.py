"""Destroying asks twice, names are checked, and nobody's own AWS account is touched by the local environment."""

import json

import pytest

from local.home import Trouble
from tools import environments, terraform
from tools.environments import Environment


@pytest.fixture
def outputs():
    """What Terraform tells of the environment; a test may change it."""
    return {"protected": {"value": {"audit": False, "users": False}}}


@pytest.fixture
def done(monkeypatch, outputs):
    """What Terraform was asked to do, instead of doing it."""
    calls: list[str] = []

    def asked(env, *arguments, **_):
        if arguments[0] == "output":
            return json.dumps(outputs)
        calls.append(arguments[0])
        return ""

    monkeypatch.setattr(terraform, "_init", lambda env: None)
    monkeypatch.setattr(terraform, "_terraform", asked)
    return calls


@pytest.fixture
def dev(tmp_path):
    return Environment("dev", tmp_path, tmp_path, {}, {})


ANSWERS = [
    # typed              destroyed
    (["dev", "dev"], True),
    (["dev", "prod"], False),
    (["dev", "y"], False),
    (["yes"], False),
    ([""], False),
]


@pytest.mark.parametrize(("typed", "destroyed"), ANSWERS)
def test_at_a_terminal_the_name_is_typed_twice(monkeypatch, done, dev, typed, destroyed):
    answers = iter(typed)
    monkeypatch.setattr("sys.stdin.isatty", lambda: True)
    monkeypatch.setattr("builtins.input", lambda question: next(answers))
    _destroy(dev, destroyed)
    assert done == (["destroy"] if destroyed else [])
    assert list(answers) == []


@pytest.mark.parametrize(("confirm", "destroyed"), [("dev", True), ("prod", False), ("yes", False), (None, False)])
def test_without_a_terminal_confirm_names_it(monkeypatch, done, dev, confirm, destroyed):
    monkeypatch.setattr("sys.stdin.isatty", lambda: False)
    monkeypatch.setenv("CONFIRM", confirm) if confirm else monkeypatch.delenv("CONFIRM", raising=False)
    _destroy(dev, destroyed)
    assert done == (["destroy"] if destroyed else [])


def test_what_is_protected_stays_whole(monkeypatch, done, dev, outputs):
    monkeypatch.setattr("sys.stdin.isatty", lambda: False)
    monkeypatch.setenv("CONFIRM", "dev")
    outputs["protected"]["value"]["audit"] = True
    with pytest.raises(Trouble, match=r"protects audit\. .*TF_VAR_deletion_protection=false"):
        terraform.destroy(dev)
    assert done == []


def test_what_was_never_applied_can_be_destroyed(monkeypatch, done, dev, outputs):
    monkeypatch.setattr("sys.stdin.isatty", lambda: False)
    monkeypatch.setenv("CONFIRM", "dev")
    outputs.clear()
    terraform.destroy(dev)
    assert done == ["destroy"]


@pytest.mark.parametrize("name", ["", "staging", "../local", "dev/"])
def test_an_environment_that_is_none_is_refused_with_those_that_are(name):
    with pytest.raises(Trouble, match="dev, local, prod"):
        environments.environment(name)


def test_what_points_at_a_real_account_is_left_out():
    kept = environments.without_aws({"AWS_PROFILE": "x", "AWS_ACCESS_KEY_ID": "y", "TF_VAR_a": "1", "PATH": "/bin"})
    assert kept == {"TF_VAR_a": "1", "PATH": "/bin"}


@pytest.mark.parametrize("readable", [True, False])
def test_a_configuration_that_cannot_be_read_is_not_passed_on(monkeypatch, tmp_path, readable):
    file = tmp_path / "terraformrc"
    if readable:
        file.touch()
    monkeypatch.setenv("TF_CLI_CONFIG_FILE", str(file))
    assert ("TF_CLI_CONFIG_FILE" in environments.terraform_settings()) is readable


def _destroy(env: Environment, expected: bool) -> None:
    if expected:
        terraform.destroy(env)
        return
    with pytest.raises(Trouble, match="dev stays"):
        terraform.destroy(env)


@pytest.mark.parametrize(
    ("clamd", "chosen", "scanner"),
    [("/x/clamd", None, None), (None, None, "none"), (None, "clamav", "clamav"), ("/x/clamd", "none", "none")],
)
def test_without_clamd_nothing_is_scanned_locally(monkeypatch, tmp_path, clamd, chosen, scanner):
    monkeypatch.setattr("local.cloud.endpoint", lambda place: "http://127.0.0.1:1")
    monkeypatch.setattr("tools.clamav.find", lambda: clamd)
    monkeypatch.delenv("TF_VAR_scanner", raising=False)
    if chosen:
        monkeypatch.setenv("TF_VAR_scanner", chosen)
    monkeypatch.setenv("INLET_HOME", str(tmp_path))
    settings = environments.environment("local").settings
    assert settings.get("TF_VAR_scanner") == scanner
    assert settings.get("TF_VAR_clamd") == clamd
