"""The command `inlet` in this process, before the world in memory."""

import json
from collections.abc import Callable
from types import SimpleNamespace

import pytest
from click.testing import CliRunner

from inlet.commands.main import main
from inlet.network import transport
from inlet.terminal import connection
from tests.unit.inlet.conftest import IMPATIENT
from tests.unit.inlet.world import API, World


@pytest.fixture
def inlet(world: World, tmp_path, monkeypatch) -> Callable[..., SimpleNamespace]:
    """Runs it with arguments; `status`, `out`, `err`, and `json`: each line of `out` as JSON."""
    monkeypatch.setattr(transport, "connect", lambda *_, **__: world)
    monkeypatch.setattr(connection.Connection.client, "__defaults__", (1, IMPATIENT))
    monkeypatch.setattr("inlet.commands.upload.Backoff", lambda: IMPATIENT)
    for name in ("INLET_API", "INLET_TOKEN", "INLET_TENANT"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state-home"))
    signed_in = {"INLET_API": API, "INLET_TOKEN": world.token}

    def run(*arguments: str, env: dict[str, str | None] | None = None, stdin: bytes = b"") -> SimpleNamespace:
        done = CliRunner().invoke(main, arguments, env=signed_in | (env or {}), input=stdin, prog_name="inlet")
        assert done.exception is None or isinstance(done.exception, SystemExit), done.exc_info
        return SimpleNamespace(
            status=done.exit_code,
            out=done.stdout,
            err=done.stderr,
            rows=[line.split("\t") for line in done.stdout.splitlines()],
            json=lambda: [json.loads(line) for line in done.stdout.splitlines()],
        )

    return run
