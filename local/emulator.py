"""The emulator as a child process: its settings, how it is started and awaited, how it is stopped."""

import os
import signal
import subprocess
import time
import urllib.error
import urllib.request
from pathlib import Path

from local import ports, process, serve
from local.home import REGION, ROOT, Home, Trouble

PYTHON = ROOT / ".venv-cloud/bin/python"
READY_SECONDS = 60
STOP_SECONDS = 60
POLL_SECONDS = 0.05

# What a program needs from whoever starts it. The rest stays out: functions inherit the emulator's environment.
INHERITED = ("HOME", "LANG", "LC_ALL", "PATH", "SSL_CERT_FILE", "TZ", "USER")


def settings(home: Home) -> dict[str, str]:
    """The emulator's environment. Its meaning: what IAM forbids is refused, and the state outlives the process."""
    return {
        "AUTH": "true",
        "BIND_HOST": ports.HOST,
        "GATEWAY_PORT": str(home.port),
        "MINISTACK_REGION": REGION,
        "PERSIST_STATE": "1",
        "STATE_DIR": str(home.state),
        "S3_PERSIST": "1",
        "S3_DATA_DIR": str(home.objects),
        "TMPDIR": str(home.temporary),
        "LAMBDA_EXECUTOR": "local",
        "DOCKER_HOST": f"unix://{home.temporary}/no-docker",  # else it clears away containers of others at its start
        "IOT_MTLS_ENABLED": "0",
        "SFTP_ENABLED": "0",
        **{name: os.environ[name] for name in sorted({serve.LONG_LISTS} | serve.LOGS) if name in os.environ},
    }


def start(home: Home) -> process.Process:
    """Starts the emulator and returns once it answers. Raises Trouble with the end of its log when it does not."""
    if not PYTHON.exists():
        raise Trouble(f"the emulator's packages are missing: make {PYTHON.relative_to(ROOT).parts[0]}/.stamp")
    if not ports.free(home.port):
        raise Trouble(
            f"port {home.port} is taken by {ports.holder(home.port)}: stop that, or choose a port: "
            f"INLET_PORT={home.port + 1} make up"
        )
    home.temporary.mkdir(parents=True, exist_ok=True)
    inherited = {name: os.environ[name] for name in INHERITED if name in os.environ}
    with home.log.open("wb") as log:
        child = subprocess.Popen(
            [PYTHON, ROOT / "local/serve.py"],
            cwd=home.temporary,
            env=inherited | settings(home),
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    _await(child, home)
    started = process.Process(child.pid, process.identity(child.pid) or "", home.port)
    child.returncode = 0  # it is meant to outlive us
    return started


def stop(running: process.Process) -> None:
    """Ends the emulator cleanly, which is when it saves its state. Raises Trouble when it does not end in time."""
    os.kill(running.pid, signal.SIGTERM)
    deadline = time.monotonic() + STOP_SECONDS
    while running.alive():
        if time.monotonic() > deadline:
            raise Trouble(
                f"the emulator (pid {running.pid}) has not ended after {STOP_SECONDS} seconds; its log says why"
            )
        time.sleep(POLL_SECONDS)


def answers(port: int) -> bool:
    """Whether an emulator serves `port`."""
    try:
        with urllib.request.urlopen(f"http://{ports.HOST}:{port}/_ministack/ready", timeout=2) as answer:
            return bool(answer.status == 200)
    except (OSError, urllib.error.URLError):
        return False


def tail(log: Path, lines: int = 15) -> str:
    """The last `lines` of a log."""
    return "\n".join(log.read_text(errors="replace").splitlines()[-lines:]) if log.exists() else ""


def _await(child: subprocess.Popen[bytes], home: Home) -> None:
    deadline = time.monotonic() + READY_SECONDS
    while not answers(home.port):
        ended = child.poll() is not None
        if not ended and time.monotonic() < deadline:
            time.sleep(POLL_SECONDS)
            continue
        child.kill()
        child.wait()
        why = "ended at once" if ended else f"did not answer within {READY_SECONDS} seconds"
        raise Trouble(f"the embedded AWS {why}. The end of {home.log}:\n{tail(home.log)}")
