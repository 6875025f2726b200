"""Which tests belong together when `make test` runs them in two processes; and that no test asks how fast that goes."""

import signal
from typing import Any

from hypothesis import HealthCheck, settings
from xdist.scheduler import LoadScopeScheduling

# A machine that is busy with other tests is slow at making up values, too.
settings.register_profile("patient", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("patient")

# Whoever starts tests in the background of a shell has SIGINT ignored, and so would what they start and interrupt.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)

# Tests of these folders share what takes long to make; those of the environments make clouds of their own.
SHARING = {"e2e", "local", "packaging", "terraform"}
ALONE = "tests/e2e/test_environments.py"


class Together(LoadScopeScheduling):  # type: ignore[misc] # xdist comes without types
    """Keeps in one process what shares a fixture of the session, and every file of the others; large groups first."""

    def _split_scope(self, nodeid: str) -> str:
        file = nodeid.partition("::")[0]
        folder = file.split("/")[1]
        return folder if folder in SHARING and file != ALONE else file


def pytest_xdist_make_scheduler(config: Any, log: Any) -> Together:
    """Asked by xdist when tests run in several processes."""
    return Together(config, log)
