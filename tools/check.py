"""python -m tools.check: all that reads the repository without running it. Everything is tried; one run tells all."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from local.home import ROOT
from tools import mirror
from tools.environments import terraform_settings, without_aws

BIN = ROOT / ".venv/bin"
CHECKOV = ROOT / ".venv-checkov/bin/checkov"
DATA = ROOT / "build/terraform"
ROOTS = ("environments/local", "environments/dev", "environments/prod", "bootstrap")

Command = list[str | Path]
Step = tuple[str, list[Command], dict[str, str]]  # name, commands one after the other, further variables


def steps() -> Iterator[Step]:
    """Every check, the slow ones first."""
    yield "checkov", [[CHECKOV]], {"PYTHONWARNINGS": "ignore"}
    for name in ROOTS:
        folder = ROOT / "terraform" / name
        plugins = mirror.find(folder / ".terraform.lock.hcl")
        terraform = ["terraform", f"-chdir={folder}"]
        init = [*terraform, "init", "-backend=false", "-input=false", "-no-color", "-lockfile=readonly"]
        commands: list[Command] = [[*init, *([f"-plugin-dir={plugins}"] if plugins else [])]]
        commands.append([*terraform, "validate", "-no-color"])
        yield f"terraform validate {name}", commands, {"TF_DATA_DIR": str(DATA / name)}
    yield "mypy", [[BIN / "mypy"]], {}
    yield "ruff check", [[BIN / "ruff", "check", "--quiet"]], {}
    yield "ruff format", [[BIN / "ruff", "format", "--check", "--quiet"]], {}
    yield "terraform fmt", [["terraform", "fmt", "-check", "-diff", "-recursive", "terraform"]], {}
    yield "openapi", [[BIN / "openapi-spec-validator", "src/ingestion/web/openapi.json"]], {}
    schema: Command = [BIN / "check-jsonschema", "--builtin-schema"]
    workflows = sorted((ROOT / ".github/workflows").glob("*.yml"))
    yield "workflows", [[*schema, "vendor.github-workflows", *workflows]], {}
    yield "compose", [[*schema, "vendor.compose-spec", "compose.yaml"]], {}
    yield "shellcheck", [[BIN / "shellcheck", *scripts()]], {}


def scripts() -> list[Path]:
    """The shell scripts of the repository, by their first line."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, check=True, capture_output=True, text=True).stdout
    files = [ROOT / name for name in listed.split("\0") if name]
    return [file for file in files if file.is_file() and _is_script(file)]


def _is_script(file: Path) -> bool:
    with file.open("rb") as content:
        first = content.readline(100)
    return first.startswith(b"#!") and first.rstrip().endswith((b"sh", b"bash"))


def run(step: Step) -> str | None:
    """Runs one check and prints a line; what it said when it failed, else None."""
    name, commands, variables = step
    started = time.monotonic()
    settings = without_aws(terraform_settings()) | variables
    for command in commands:
        done = subprocess.run(command, cwd=ROOT, env=settings, check=False, capture_output=True, text=True)
        if done.returncode:
            print(f"  ✗ {name}", flush=True)
            return f"── {name}\n{done.stdout}{done.stderr}"
    print(f"  ✓ {name} ({time.monotonic() - started:.0f} s)", flush=True)
    return None


def main() -> int:
    """Runs all checks. Status 1 when one fails."""
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        failures = [failure for failure in pool.map(run, steps()) if failure]
    print(*failures, sep="\n", end="\n" if failures else "", file=sys.stderr)
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
