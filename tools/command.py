"""python -m tools.command FOLDER: makes cli/ of this checkout the command `inlet` of a virtual environment.

Linked, not copied: what changes in the checkout changes in the command.
"""

import shlex
import subprocess
import sys
from pathlib import Path

from local.home import ROOT

SCRIPT = """#!/bin/sh
exec {python} -m inlet "$@"
"""


def link(folder: Path) -> Path:
    """Puts the command into the virtual environment in `folder`, which has what it needs already; its path."""
    python = folder / "bin/python"
    where = "import sysconfig; print(sysconfig.get_path('purelib'))"
    packages = subprocess.run([python, "-c", where], check=True, capture_output=True, text=True).stdout.strip()
    (Path(packages) / "inlet.pth").write_text(f"{ROOT / 'cli'}\n")
    command = folder / "bin/inlet"
    command.write_text(SCRIPT.format(python=shlex.quote(str(python))))
    command.chmod(0o755)
    return command


def main() -> int:
    """Links the command and says how it is used."""
    command = link(Path(sys.argv[1]).resolve())
    print(f"The command is {command}. To call it by its name alone: alias inlet={command}")
    print('On the embedded AWS: eval "$(make -s env)" lends it the token of a user, and inlet whoami tells which.')
    print("On AWS: inlet login --api URL, where URL is api_url of: make output ENV=dev")
    return 0


if __name__ == "__main__":
    sys.exit(main())
