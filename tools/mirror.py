"""Terraform's providers from a folder on this machine, for when its registry is out of reach."""

import os
import re
from pathlib import Path

REGISTRY = "registry.terraform.io"
PREFIXES = ("opt", "srv", "usr", "usr/lib", "usr/local", "usr/local/lib", "usr/share", "var/lib")


def find(lock: Path, root: Path = Path("/")) -> Path | None:
    """The first folder that holds all that `lock` (.terraform.lock.hcl) names; None when the registry is needed."""
    wanted = re.findall(r'provider "(\S+)" \{\s+version\s+= "(\S+)"', lock.read_text())
    return next((folder for folder in _folders(root) if all(_holds(folder, *one) for one in wanted)), None)


def _holds(folder: Path, provider: str, version: str) -> bool:
    kept = folder / provider
    return (kept / version).is_dir() or any(kept.glob(f"*_{version}_*.zip"))


def _folders(root: Path) -> list[Path]:
    """Where to look: TF_PLUGIN_DIR, where Terraform itself looks, then one level below the usual prefixes."""
    named = os.environ.get("TF_PLUGIN_DIR")
    data = os.environ.get("XDG_DATA_HOME") or Path.home() / ".local/share"
    shared = os.environ.get("XDG_DATA_DIRS") or f"{root / 'usr/local/share'}:{root / 'usr/share'}"
    implied = [
        Path.home() / ".terraform.d/plugins",
        Path.home() / "Library/Application Support/io.terraform/plugins",
        root / "Library/Application Support/io.terraform/plugins",
        *(Path(folder) / "terraform/plugins" for folder in (data, *shared.split(":"))),
    ]
    below = [found.parent for prefix in PREFIXES for found in sorted((root / prefix).glob(f"*/{REGISTRY}"))]
    return [*([Path(named)] if named else []), *implied, *below]
