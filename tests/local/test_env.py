"""`python -m local.env` while nothing runs, or with a name that is none."""

from dataclasses import fields

import pytest

from local import env, users
from local.home import Trouble
from local.outputs import Outputs

MADE = Outputs(*[""] * len(fields(Outputs)))


def test_without_a_cloud_it_exports_nothing_and_fails(place):
    failed = place.run("local.env")
    assert (failed.returncode, failed.stdout) == (1, "")
    assert "make up" in failed.stderr


def test_an_empty_cloud_is_told_from_one_that_is_down(place):
    place.cloud("start")
    failed = place.run("local.env")
    assert (failed.returncode, failed.stdout) == (1, "")
    assert "empty" in failed.stderr


@pytest.mark.parametrize("name", ["", "Bob", "b b", "b;rm", "$(id)", "-x", "bo\nb", "ü", "a" * 32])
def test_a_user_name_is_checked_before_anything_is_asked(place, name):
    with pytest.raises(Trouble, match="name"):
        users.user(name, place.home, MADE)


def test_values_are_quoted_for_the_shell(monkeypatch, capsys):
    monkeypatch.setattr(env, "exports", lambda name: {"INLET_TOKEN": "a'b $(id)"})
    monkeypatch.setattr("sys.argv", ["env"])
    assert env.main() == 0
    assert capsys.readouterr().out == "export INLET_TOKEN='a'\"'\"'b $(id)'\n"
