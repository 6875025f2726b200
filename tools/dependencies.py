"""The libraries of a zip: fetched as wheels by their lock, compiled, and kept for the next build."""

import csv
import hashlib
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from packaging.markers import Marker
from packaging.utils import canonicalize_name

from local.home import Trouble
from tools import bytecode
from tools.packages import BUILD, LOCKS, Package, Target

# Never read at run time. METADATA stays for importlib.metadata, licences because they say so.
NOISE = re.compile(
    r"(^|/)(__pycache__/.*\.opt-.*|bin/.*|tests?/.*|benchmarks/.*|examples/.*|py\.typed|[^/]*\.pyi|examples-1\.json"
    r"|[^/]*\.dist-info/(RECORD|INSTALLER|REQUESTED|WHEEL|top_level\.txt|entry_points\.txt))$|^boto3/data/"
)
SERVICE = re.compile(r"^botocore/data/([^/]+)/")


def fetch(package: Package, target: Target, interpreter: bytecode.Interpreter | None) -> Path:
    """The folder with all that the lock of `package` names, compiled if we can. Raises Trouble when pip fails.

    Each library is fetched and compiled once, whatever locks name it; a folder is made of links to them.
    """
    entries = _entries(wanted(LOCKS / f"{package.name}.txt", target))
    kept = BUILD / "cache" / _key(*entries, repr(target), interpreter.version if interpreter else "sources")
    if not kept.exists():
        draft = kept.with_suffix(".draft")
        shutil.rmtree(draft, ignore_errors=True)
        for library in _libraries(package, entries, target, interpreter):
            shutil.copytree(library, draft, copy_function=os.link, dirs_exist_ok=True)
        draft.rename(kept)
    return kept


def _libraries(
    package: Package, entries: list[str], target: Target, interpreter: bytecode.Interpreter | None
) -> list[Path]:
    """The folder of each library that the entries of a lock name; what is missing is fetched in one go."""
    compiled = interpreter.version if interpreter else "sources"
    kept = {entry: BUILD / "cache/libraries" / _key(entry, repr(target), compiled) for entry in entries}
    missing = {_name(entry): folder for entry, folder in kept.items() if not folder.exists()}
    if missing:
        print(f"→ libraries of {package.name} for Python {target.python} on {target.machine}", file=sys.stderr)
        BUILD.joinpath("cache/libraries").mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=BUILD / "cache") as scratch:
            all_of_them = Path(scratch) / "all"
            _install("\n".join(entry for entry in entries if _name(entry) in missing), target, all_of_them)
            for told in sorted(all_of_them.glob("*.dist-info")):
                library = Path(scratch) / told.name
                _take(told, library)
                _compile(library, interpreter)
                library.rename(missing[canonicalize_name(told.name.partition("-")[0])])
    return list(kept.values())


def _take(told: Path, into: Path) -> None:
    """Moves the files of one library, which its RECORD lists, out of the folder where `told` is its dist-info."""
    for name, *_ in csv.reader((told / "RECORD").read_text().splitlines()):
        file = told.parent / name
        if not name.startswith("..") and file.is_file():  # what is outside is commands
            (into / name).parent.mkdir(parents=True, exist_ok=True)
            file.rename(into / name)


def _compile(folder: Path, interpreter: bytecode.Interpreter | None) -> None:
    if interpreter:
        sources = sorted(str(file.relative_to(folder)) for file in folder.rglob("*.py"))
        bytecode.compile_all(interpreter, folder, folder, [name for name in sources if not NOISE.search(name)])


def files(package: Package, folder: Path) -> Iterator[tuple[str, Path]]:
    """(name in the zip, file) of what `package` needs of a fetched folder."""
    for file in folder.rglob("*"):
        name = file.relative_to(folder).as_posix()
        service = SERVICE.match(name)
        if file.is_file() and not NOISE.search(name) and (not service or service[1] in package.services):
            yield name, file


def wanted(lock: Path, target: Target) -> str:
    """The lines of a lock that count on `target`: pip would judge the markers by the Python that it runs on."""
    environment = {
        "implementation_name": "cpython",
        "platform_python_implementation": "CPython",
        "platform_machine": target.machine,
        "python_version": target.python,
        "python_full_version": f"{target.python}.0",
        "sys_platform": "linux" if target.platforms else sys.platform,
    }
    entries = _entries(re.sub(r"^\s*#.*\n", "", lock.read_text(), flags=re.MULTILINE))
    split = [re.fullmatch(r"([^;\\]+?)(?: ; (.+?))?( \\.*)", entry.rstrip(), re.DOTALL) for entry in entries]
    return "\n".join(found[1] + found[3] for found in split if found and _counts(found[2], environment))


def _entries(lock: str) -> list[str]:
    """A lock's entries, each a line `name==version` with its hashes in the lines that follow."""
    return re.split(r"\n(?=\S)", lock)


def _name(entry: str) -> str:
    return canonicalize_name(entry.partition("==")[0])


def _key(*parts: str) -> str:
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:16]


def _counts(marker: str | None, environment: dict[str, str]) -> bool:
    return marker is None or Marker(marker).evaluate(environment)


def _install(lock: str, target: Target, into: Path) -> None:
    into.mkdir(parents=True)
    requirements = into.with_suffix(".txt")
    requirements.write_text(lock)
    foreign = [f"--platform={name}" for name in target.platforms]
    if foreign:
        foreign += [f"--python-version={target.python}", "--implementation=cp"]
    command = [
        sys.executable,
        "-m",
        "pip",
        "install",
        "-qq",
        "--disable-pip-version-check",
        "--no-compile",
        "--no-deps",
    ]
    command += [
        "--require-hashes",
        "--only-binary=:all:",
        f"--target={into}",
        f"--requirement={requirements}",
        *foreign,
    ]
    done = subprocess.run(command, check=False, capture_output=True, text=True)
    if done.returncode:
        raise Trouble(f"pip could not fetch the wheels:\n{done.stderr}")
    requirements.unlink()
