"""An embedded cloud that speaks TLS, which is all that dev and prod take."""

import contextlib
import os
import subprocess
from pathlib import Path

import requests

from local import emulator
from local.home import ROOT, Home
from tests.e2e.cloud import eventually


class TlsCloud:
    """A running emulator. Whoever calls it without AWS credentials reaches the account that it serves."""

    def __init__(self, home: Home) -> None:
        self.home = home
        self.serves = ""
        self._child: subprocess.Popen[bytes] | None = None

    @property
    def endpoint(self) -> str:
        return f"https://127.0.0.1:{self.home.port}"

    @property
    def certificate(self) -> Path:
        """What to trust; the emulator makes it when it first starts."""
        return self.home.temporary / "ministack-tls/server.crt"

    @property
    def trust(self) -> dict[str, str]:
        """The environment variables by which programs find the cloud and trust it."""
        bundles = ("AWS_CA_BUNDLE", "REQUESTS_CA_BUNDLE", "SSL_CERT_FILE")
        return {"AWS_ENDPOINT_URL": self.endpoint} | dict.fromkeys(bundles, str(self.certificate))

    def serve(self, account: str) -> None:
        """Starts it for an account, or again for another: what it holds is kept."""
        if self.serves == account:
            return
        self.stop()
        self.home.temporary.mkdir(parents=True, exist_ok=True)
        inherited = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
        tls = {"USE_SSL": "1", "SSL_CERT_FILE": str(self.certificate), "MINISTACK_ACCOUNT_ID": account}
        with self.home.log.open("ab") as log:
            self._child = subprocess.Popen(
                [emulator.PYTHON, ROOT / "tests/e2e/tls_emulator.py"],
                cwd=self.home.temporary,
                env=inherited | emulator.settings(self.home) | tls,
                stdout=log,
                stderr=subprocess.STDOUT,
            )
        eventually(self._answers)
        self.serves = account

    def stop(self) -> None:
        """Ends it, which is when it saves what it holds."""
        if self._child:
            self._child.terminate()
            self._child.wait(emulator.STOP_SECONDS)
        self._child, self.serves = None, ""

    def _answers(self) -> bool:
        assert self._child
        assert self._child.poll() is None, emulator.tail(self.home.log)
        with contextlib.suppress(OSError):
            return requests.get(f"{self.endpoint}/_ministack/ready", timeout=2, verify=str(self.certificate)).ok
        return False
