"""python -m tools.clamav [--or-none]: sees to it that clamd, which scans files, is on this machine.

It is looked for where packages put it. On Debian and Ubuntu it is otherwise unpacked from their packages into .clamav/,
which needs no root and changes nothing else. With --or-none a machine without it is told what that means, and no error.
"""

import argparse
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

from local.home import ROOT, Trouble

KEPT = ROOT / ".clamav"
# /opt/homebrew/sbin is Homebrew's on Apple silicon.
FOLDERS = ("/usr/sbin", "/usr/local/sbin", "/opt/homebrew/sbin")
WHERE = "clamd is missing: install the package clamav-daemon (macOS: brew install clamav; https://docs.clamav.net)"
WITHOUT = "→ Going on without it: nothing is scanned here (scanner none), which each file says, and all can be read"

_PACKAGE = "clamav-daemon"
# Its libraries come from the same packages, or are the machine's own.
_WRAPPER = """\
#!/bin/sh
LD_LIBRARY_PATH="{libraries}" exec "{clamd}" "$@"
"""


def find(kept: Path = KEPT) -> Path | None:
    """Clamd on this machine: a system's, or the one that `provide` unpacked."""
    path = os.pathsep.join((os.environ.get("PATH", ""), *FOLDERS, str(kept)))
    found = shutil.which("clamd", path=path)
    return Path(found) if found else None


def provide(kept: Path = KEPT) -> Path:
    """`find`, or clamd from Debian's packages, unpacked. Raises Trouble that says how else to get it."""
    if found := find(kept):
        return found
    if not (shutil.which("apt-get") and shutil.which("dpkg-deb")):
        raise Trouble(WHERE)
    print("→ clamd, from Debian's packages, without installing them (once)", file=sys.stderr)
    draft = kept.with_name(f"{kept.name}.draft")
    shutil.rmtree(draft, ignore_errors=True)
    draft.mkdir()
    clamd = kept / "clamd"
    try:
        _unpack(draft)
        shutil.rmtree(kept, ignore_errors=True)
        draft.rename(kept)
        libraries = sorted({str(file.parent) for file in kept.glob("root/usr/lib/**/*.so.*")})
        clamd.write_text(_WRAPPER.format(libraries=os.pathsep.join(libraries), clamd=kept / "root/usr/sbin/clamd"))
        clamd.chmod(0o755)
        _run(["clamd", "--version"], executable=clamd)
    except Trouble:
        shutil.rmtree(draft, ignore_errors=True)
        shutil.rmtree(kept, ignore_errors=True)
        raise
    return clamd


def _unpack(into: Path) -> None:
    """The package and all that it needs and this machine lacks, below `into`/root."""
    planned = _run(["apt-get", "install", "--simulate", "--no-install-recommends", _PACKAGE])
    _run(["apt-get", "download", *re.findall(r"^Inst (\S+)", planned, re.MULTILINE)], cwd=into)
    for package in sorted(into.glob("*.deb")):
        _run(["dpkg-deb", "--extract", str(package), str(into / "root")])
        package.unlink()


def _run(command: list[str], *, cwd: Path = ROOT, executable: Path | None = None) -> str:
    done = subprocess.run(command, executable=executable, cwd=cwd, check=False, capture_output=True, text=True)
    if done.returncode:
        raise Trouble(f"{WHERE}\n{' '.join(command[:2])} failed:\n{done.stderr}")
    return done.stdout


def main() -> int:
    """Provides it and says nothing. Status 1 when that cannot be, unless it may be missing."""
    parser = argparse.ArgumentParser(prog="python -m tools.clamav", description=__doc__)
    parser.add_argument("--or-none", action="store_true")
    optional = parser.parse_args().or_none
    try:
        provide()
    except Trouble as trouble:
        print(f"{'warning' if optional else 'error'}: {trouble}", file=sys.stderr)
        if optional:
            print(WITHOUT, file=sys.stderr)
        return 0 if optional else 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
