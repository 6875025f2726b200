"""What benches take from npm: fetched by its lock once, and when that changes."""

import shutil
import subprocess
from pathlib import Path

from local.home import ROOT, Trouble


def installed(source: Path, script: str) -> Path:
    """The folder below build/ with the packages of `source`, and its `script`. Raises Trouble when npm cannot."""
    folder, names = ROOT / "build" / source.name, ("package.json", "package-lock.json", script)
    if not all((folder / name).exists() and _same(name, folder, source) for name in names):
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        command = ["npm", "ci", "--no-audit", "--no-fund", "--loglevel=error"]
        for name in names[:2]:
            shutil.copy(source / name, folder)
        try:
            done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
        except FileNotFoundError as reason:
            raise Trouble("npm is not installed") from reason
        if done.returncode:
            raise Trouble(f"npm could not fetch what {source.name} needs:\n{done.stdout}{done.stderr}")
        shutil.copy(source / script, folder)  # last, so that what was begun and not finished does not count
    return folder


def _same(name: str, folder: Path, source: Path) -> bool:
    return (folder / name).read_bytes() == (source / name).read_bytes()
