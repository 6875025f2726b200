"""python -m tools.zips local|aws: builds the Lambda packages. The same input gives the same bytes, anywhere."""

import argparse
import fcntl
import hashlib
import json
import os
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from local.home import Trouble
from tools import bytecode, dependencies, models, packages
from tools.packages import BUILD, LOCKS, PACKAGES, SOURCES, Package, Target

EPOCH = (1980, 1, 1, 0, 0, 0)  # the earliest that a zip can tell


def build(target: Target, into: Path) -> dict[str, Any]:
    """Builds what is not up to date into `into` and returns the manifest, which is also written there."""
    into.mkdir(parents=True, exist_ok=True)
    with _alone(into):
        return _build(target, into)


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Waits until no other process builds into `folder`."""
    with (folder / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _build(target: Target, into: Path) -> dict[str, Any]:
    interpreter = bytecode.find(target.python)
    if not interpreter:
        print(f"No Python {target.python} here: the zips go without bytecode and start more slowly", file=sys.stderr)
    before = _manifest(into)
    made = {package.name: _package(package, target, interpreter, into, before) for package in PACKAGES}
    manifest = {"python": target.python, "machine": target.machine, "packages": made}
    (into / "manifest.json").write_text(json.dumps(manifest, indent=2) + "\n")
    return manifest


def _package(
    package: Package, target: Target, interpreter: bytecode.Interpreter | None, into: Path, before: dict[str, Any]
) -> dict[str, Any]:
    sources = dict(_sources(package))
    compiled = interpreter.version if interpreter else None
    inputs = _digest(
        [(name, file.read_bytes()) for name, file in sorted(sources.items())] + _recipe(package, target, compiled)
    )
    file = into / f"{package.name}.zip"
    known = before.get("packages", {}).get(package.name, {})
    if known.get("inputs") == inputs and file.exists() and file.stat().st_size == known["bytes"]:
        return dict(known)
    libraries = dict(dependencies.files(package, dependencies.fetch(package, target, interpreter)))
    with tempfile.TemporaryDirectory() as scratch:
        if interpreter:
            names = sorted(name for name in sources if name.endswith(".py"))
            bytecode.compile_all(interpreter, SOURCES, Path(scratch), names)
        ours = {made.relative_to(scratch).as_posix(): made for made in Path(scratch).rglob("*.pyc")}
        libraries = models.prune(libraries, sources.values(), Path(scratch) / "models")
        write(file, libraries | sources | ours)
    data = file.read_bytes()
    print(f"{package.name}.zip for {target.name}: {len(data) / 1e6:.1f} MB")
    return {"sha256": hashlib.sha256(data).hexdigest(), "bytes": len(data), "inputs": inputs, "bytecode": compiled}


def _sources(package: Package) -> Iterable[tuple[str, Path]]:
    for folder in package.sources:
        if not any((SOURCES / folder).glob("*.py")):
            raise Trouble(f"src/{folder}, which goes into {package.name}.zip, is missing or empty")
    return ((file.relative_to(SOURCES).as_posix(), file) for file in package.files(SOURCES))


def _recipe(package: Package, target: Target, compiled: str | None) -> list[tuple[str, bytes]]:
    """All that shapes a zip beside its sources: its lock, its table row, its target, and these tools."""
    tools = [Path(module.__file__ or "") for module in (bytecode, dependencies, models, packages)] + [Path(__file__)]
    parts = [repr((package, target, compiled)).encode(), *(file.read_bytes() for file in tools)]
    return [("", part) for part in (*parts, (LOCKS / f"{package.name}.txt").read_bytes())]


def write(file: Path, entries: dict[str, Path]) -> None:
    """Writes a zip of {name: file} in sorted order with one time and two modes, whole or not at all."""
    draft = file.with_suffix(".draft")
    with zipfile.ZipFile(draft, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as zipped:
        for name in sorted(entries):
            info = zipfile.ZipInfo(name, EPOCH)
            info.create_system = 3  # Unix, also when built elsewhere
            info.external_attr = (0o100755 if name.endswith(".so") else 0o100644) << 16
            info.compress_type = zipfile.ZIP_DEFLATED
            zipped.writestr(info, entries[name].read_bytes())
    draft.replace(file)


def _digest(parts: Iterable[tuple[str, bytes]]) -> str:
    hashed = hashlib.sha256()
    for name, data in parts:
        hashed.update(f"{name}\0{len(data)}\0".encode() + data)
    return hashed.hexdigest()


def _manifest(folder: Path) -> dict[str, Any]:
    try:
        manifest: dict[str, Any] = json.loads((folder / "manifest.json").read_text())
    except (OSError, ValueError):
        return {}
    return manifest


def main() -> int:
    """Builds for one target; LAMBDA_PYTHON and LAMBDA_MACHINE choose what AWS runs. Status 1 when there is trouble."""
    parser = argparse.ArgumentParser(prog="python -m tools.zips", description=__doc__)
    parser.add_argument("target", choices=["local", "aws"])
    asked = parser.parse_args().target
    python, machine = os.environ.get("LAMBDA_PYTHON", "3.13"), os.environ.get("LAMBDA_MACHINE", "aarch64")
    try:
        build(packages.local() if asked == "local" else packages.aws(python, machine), BUILD / asked)
    except (Trouble, subprocess.CalledProcessError) as trouble:
        print(f"error: {trouble}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
