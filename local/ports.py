"""Whether a port is free, and who holds it."""

import socket
import subprocess

from local import process
from local.process import PROC

HOST = "127.0.0.1"


def free(port: int) -> bool:
    """Whether a server could listen on `port` of the loopback interface."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError:
            return False
        return True


def unused() -> int:
    """A port that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


def holder(port: int) -> str:
    """Who listens on `port`, as far as the system tells: its command line and pid."""
    pid = _pid_from_proc(port) if (PROC / "net/tcp").exists() else _pid_from_lsof(port)
    shown = process.command(pid) if pid else None
    return f"{shown[:100]} (pid {pid})" if shown else "another program"


def _pid_from_proc(port: int) -> int | None:
    lines = [line.split() for table in ("net/tcp", "net/tcp6") for line in _lines(table)]
    listening = "0A"
    sockets = {f"socket:[{f[9]}]" for f in lines if f[3] == listening and f[1].endswith(f":{port:04X}")}
    for link in PROC.glob("[0-9]*/fd/*"):
        try:
            if str(link.readlink()) in sockets:
                return int(link.parts[2])
        except OSError:  # gone meanwhile, or another user's
            continue
    return None


def _lines(table: str) -> list[str]:
    file = PROC / table
    return file.read_text().splitlines()[1:] if file.exists() else []


def _pid_from_lsof(port: int) -> int | None:
    lsof = ["lsof", "-nP", f"-iTCP:{port}", "-sTCP:LISTEN", "-t"]
    try:
        shown = subprocess.run(lsof, capture_output=True, text=True, check=False).stdout.split()
    except FileNotFoundError:
        return None
    return int(shown[0]) if shown else None
