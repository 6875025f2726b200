"""Where an embedded cloud keeps its things, and which port it listens on."""

import os
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
REGION = "eu-central-1"
DEFAULT_PORT = 4566
ROOT_KEY = "test"  # key and secret alike of the embedded cloud's root user, whom IAM lets do anything


class Trouble(Exception):
    """Something the user can mend; its text is shown without a traceback."""


@dataclass(frozen=True)
class Home:
    """One embedded cloud: its folder, and the port it is to be started on."""

    folder: Path
    port: int

    @property
    def state(self) -> Path:
        """What the emulator saves when it stops."""
        return self.folder / "state"

    @property
    def objects(self) -> Path:
        """The contents of the buckets."""
        return self.folder / "objects"

    @property
    def temporary(self) -> Path:
        """The emulator's TMPDIR: unpacked functions among others."""
        return self.folder / "tmp"

    @property
    def log(self) -> Path:
        """What the emulator and its functions print."""
        return self.folder / "cloud.log"

    @property
    def record(self) -> Path:
        """Which process serves this folder; see local.process."""
        return self.folder / "cloud.json"

    @property
    def kept_port(self) -> Path:
        """The port of what it holds: queues carry it in their addresses."""
        return self.folder / "port"

    @property
    def lock(self) -> Path:
        """Held while the cloud is started, stopped or reset."""
        return self.folder / "lock"

    @property
    def terraform(self) -> Path:
        """Terraform's data and the local state file, in one folder an environment."""
        return self.folder / "terraform"

    @property
    def outputs(self) -> Path:
        """What Terraform answered after the last apply, as JSON."""
        return self.terraform / "local" / "outputs.json"

    @property
    def users(self) -> Path:
        """Passwords of the users made here; readable by their owner only."""
        return self.folder / "users.json"


def home() -> Home:
    """The cloud that INLET_HOME (default: .local in the checkout) and INLET_PORT (default: its last) name.

    Raises Trouble on a bad port.
    """
    folder = Path(os.environ.get("INLET_HOME") or ROOT / ".local").resolve()
    kept = Home(folder, 0).kept_port
    port = os.environ.get("INLET_PORT") or (kept.read_text() if kept.exists() else str(DEFAULT_PORT))
    if not (port.isascii() and port.isdecimal()) or not 1024 <= int(port) <= 65535:
        raise Trouble(f"INLET_PORT must be a number from 1024 to 65535, not {port!r}")
    return Home(folder, int(port))


def aws_settings(endpoint: str) -> dict[str, str]:
    """The AWS variables that lead a program to the embedded cloud at `endpoint`, as its root user."""
    return {
        "AWS_ENDPOINT_URL": endpoint,
        "AWS_ACCESS_KEY_ID": ROOT_KEY,
        "AWS_SECRET_ACCESS_KEY": ROOT_KEY,
        "AWS_REGION": REGION,
        "AWS_DEFAULT_REGION": REGION,
    }
