"""The libraries of a zip: fetched as wheels by their lock, compiled, and kept for the next build."""

import hashlib
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from packaging.markers import Marker

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
    """The folder with all that the lock of `package` names, compiled if we can. Raises Trouble when pip fails."""
    lock = wanted(LOCKS / f"{package.name}.txt", target)
    compiled = interpreter.version if interpreter else "sources"
    key = hashlib.sha256("\n".join((lock, repr(target), compiled)).encode()).hexdigest()[:16]
    kept = BUILD / "cache" / key
    if not kept.exists():
        print(f"→ libraries of {package.name} for Python {target.python} on {target.machine}", file=sys.stderr)
        draft = kept.with_name(f"{key}.draft")
        shutil.rmtree(draft, ignore_errors=True)
        _install(lock, target, draft)
        if interpreter:
            sources = sorted(str(file.relative_to(draft)) for file in draft.rglob("*.py"))
            bytecode.compile_all(interpreter, draft, draft, [name for name in sources if not NOISE.search(name)])
        draft.rename(kept)
    return kept


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
    entries = re.split(r"\n(?=\S)", re.sub(r"^\s*#.*\n", "", lock.read_text(), flags=re.MULTILINE))
    split = [re.fullmatch(r"([^;\\]+?)(?: ; (.+?))?( \\.*)", entry.rstrip(), re.DOTALL) for entry in entries]
    return "\n".join(found[1] + found[3] for found in split if found and _counts(found[2], environment))


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
