"""python -m tools.terraform plan|apply|destroy|output|bootstrap [ENV]: Terraform with all that an environment needs."""

import argparse
import hashlib
import json
import os
import subprocess
import sys
from collections.abc import Iterable
from typing import Any

from local import cloud
from local.home import ROOT, Trouble, home
from tools import mirror, progress
from tools.environments import Environment, bootstrap, environment

# Most of it is pauses of the provider, and the embedded AWS has no limits of rate to keep.
_AT_ONCE = "-parallelism=30"


def plan(env: Environment) -> None:
    """Shows what applying would change."""
    _init(env)
    _terraform(env, "plan", "-input=false")


def apply(env: Environment) -> None:
    """Makes `env` what its folder says. The local one is left alone while nothing has changed since the last time."""
    if env.name == "local":
        _apply_local(env)
        return
    _init(env)
    _terraform(env, "apply", *(["-input=false", "-auto-approve"] if os.environ.get("CI") else []))


def destroy(env: Environment) -> None:
    """Removes all of `env`, after its name was typed twice or, without a terminal, given as CONFIRM.

    Raises Trouble, with nothing touched, when it was not, or when the environment protects what it holds.
    """
    for question in (f"This removes {env.name} with all its data. Its name, to go on: ", "Once more, to be sure: "):
        typed = input(question) if sys.stdin.isatty() else os.environ.get("CONFIRM", "")
        if typed != env.name:
            raise Trouble(f"{env.name} stays: that was not its name (without a terminal: CONFIRM={env.name})")
    _init(env)
    if protected := _protected(env):
        raise Trouble(
            f"{env.name} stays: it protects {', '.join(protected)}. If you mean it: "
            f"TF_VAR_deletion_protection=false make deploy ENV={env.name}, then destroy"
        )
    _terraform(env, "destroy", "-input=false", "-auto-approve")


def output(env: Environment) -> None:
    """Shows what applying answered: addresses, names, ids."""
    _init(env)
    _terraform(env, "output")


def _apply_local(env: Environment) -> None:
    applied = env.data / "applied"
    fingerprint = _fingerprint(env)
    if applied.exists() and applied.read_text() == fingerprint:
        print("Terraform: nothing has changed")
        return
    applied.unlink(missing_ok=True)
    outputs = _make(env) if (env.data / "outputs.json").exists() else _make_first(env)
    (env.data / "outputs.json").write_text(json.dumps(outputs, indent=2))
    applied.write_text(fingerprint)


def _make_first(env: Environment) -> dict[str, Any]:
    """The first time nothing can be lost, so what was begun and not finished is cleared away rather than reported.

    An answer that is lost on a busy machine is asked for again by the provider, which then finds its own resource in
    the way; so does the apply after one that was killed.
    """
    print("→ Terraform makes the environment, which takes a minute or two the first time", file=sys.stderr)
    begun = (env.data / "terraform.tfstate").exists()
    try:
        return _make(env)
    except progress.Failed as failed:
        if not (begun or failed.done):
            raise
    print("→ That ended half-way: emptying the embedded AWS, which holds nothing yet, and once more", file=sys.stderr)
    cloud.empty(home())
    return _make(env)


def _make(env: Environment) -> dict[str, Any]:
    _init(env)
    command = ["terraform", f"-chdir={env.folder}", "apply", "-json", "-input=false", "-auto-approve", _AT_ONCE]
    return progress.follow(command, _settings(env))


def _fingerprint(env: Environment) -> str:
    """What the local environment is made of: Terraform's files, the zips, the variables."""
    files = [
        *(ROOT / "terraform").rglob("*.tf"),
        *(ROOT / "build/local").glob("*.zip"),
        *(ROOT / "local/definitions").glob("*.?db"),
    ]
    variables = sorted(f"{name}={value}" for name, value in env.settings.items() if name.startswith("TF_VAR_"))
    parts: Iterable[bytes] = (
        json.dumps([env.settings["AWS_ENDPOINT_URL"], *variables]).encode(),
        *(str(file.relative_to(ROOT)).encode() + hashlib.sha256(file.read_bytes()).digest() for file in sorted(files)),
    )
    return hashlib.sha256(b"\0".join(parts)).hexdigest()


def _init(env: Environment) -> None:
    env.data.mkdir(parents=True, exist_ok=True)
    lock = env.folder / ".terraform.lock.hcl"
    plugins = mirror.find(lock)
    options = ["-input=false", "-reconfigure", "-lockfile=readonly", *([f"-plugin-dir={plugins}"] if plugins else [])]
    backend = [f"-backend-config={name}={value}" for name, value in env.backend.items()]
    _terraform(env, "init", *options, *backend, quiet=True)


def _protected(env: Environment) -> list[str]:
    """What `env` protects from deletion. AWS refuses it too, but when API and functions are gone already."""
    outputs = json.loads(_terraform(env, "output", "-json", quiet=True))
    return [what for what, refuses in outputs.get("protected", {"value": {}})["value"].items() if refuses]


def _terraform(env: Environment, *arguments: str, quiet: bool = False) -> str:
    """Runs Terraform and returns what it printed, which is empty unless `quiet`. Raises Trouble when it fails."""
    plain = [] if sys.stdout.isatty() and not quiet else ["-no-color"]
    command = ["terraform", f"-chdir={env.folder}", arguments[0], *plain, *arguments[1:]]
    done = subprocess.run(command, env=_settings(env), check=False, capture_output=quiet, text=True)
    if done.returncode:
        said = f"\n{done.stdout}{done.stderr}" if quiet else ""
        raise Trouble(f"terraform {arguments[0]} failed for {env.name}{said}")
    return done.stdout or ""


def _settings(env: Environment) -> dict[str, str]:
    return env.settings | {
        "TF_DATA_DIR": str(env.data / "data")
    }  # not env.data itself: it holds a terraform.tfstate too


COMMANDS = {"plan": plan, "apply": apply, "destroy": destroy, "output": output}


def main() -> int:
    """Runs one command for one environment. Status 1 when there is trouble."""
    parser = argparse.ArgumentParser(prog="python -m tools.terraform", description=__doc__)
    parser.add_argument("command", choices=[*COMMANDS, "bootstrap"])
    parser.add_argument("environment", nargs="?", default="")
    asked = parser.parse_args()
    try:
        if asked.command == "bootstrap":
            apply(bootstrap())
        else:
            COMMANDS[asked.command](environment(asked.environment))
    except Trouble as trouble:
        print(f"error: {trouble}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main())
