"""A first apply that ended half-way leaves nothing that the user has to clear away."""

import pytest

from local import cloud
from tools import progress, terraform
from tools.environments import Environment


@pytest.fixture
def local(tmp_path, monkeypatch):
    """The local environment, nothing in it yet; what becomes of it is noted instead of done."""
    monkeypatch.setattr(terraform, "_init", lambda env: env.data.mkdir(exist_ok=True))
    monkeypatch.setattr(terraform, "_fingerprint", lambda env: "1")
    return Environment("local", tmp_path, tmp_path / "data", {}, {})


@pytest.fixture
def happens(monkeypatch):
    """Has applies end one after the other as said; returns what was done."""
    done: list[str] = []

    def set_up(*ends):
        left = iter(ends)

        def follow(command, settings):
            done.append("apply")
            if (end := next(left)) is not None:
                raise progress.Failed(["  aws_x.y\n  409"], end)
            return {"api_url": "x"}

        monkeypatch.setattr(progress, "follow", follow)
        monkeypatch.setattr(cloud, "empty", lambda place: done.append("empty"))
        return done

    return set_up


def test_what_ended_half_way_is_begun_anew(local, happens, capsys):
    done = happens(3, None)
    terraform.apply(local)
    assert done == ["apply", "empty", "apply"]
    assert (local.data / "outputs.json").exists()
    assert "once more" in capsys.readouterr().err


def test_so_is_what_an_earlier_run_left(local, happens):
    local.data.mkdir()
    (local.data / "terraform.tfstate").touch()
    done = happens(0, None)
    terraform.apply(local)
    assert done == ["apply", "empty", "apply"]


def test_twice_is_enough(local, happens):
    done = happens(3, 3)
    with pytest.raises(progress.Failed):
        terraform.apply(local)
    assert done == ["apply", "empty", "apply"]


def test_what_fails_at_once_would_fail_again(local, happens):
    done = happens(0)
    with pytest.raises(progress.Failed):
        terraform.apply(local)
    assert done == ["apply"]


def test_what_was_complete_once_is_never_emptied(local, happens):
    local.data.mkdir()
    (local.data / "outputs.json").touch()
    done = happens(3)
    with pytest.raises(progress.Failed):
        terraform.apply(local)
    assert done == ["apply"]
