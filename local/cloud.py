"""python -m local.cloud start|stop|reset|status|logs: the life of the embedded AWS."""

import argparse
import fcntl
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from local import emulator, process
from local.home import Home, Trouble, home


def running(place: Home) -> process.Process | None:
    """The process that serves `place` now; a record of one that has gone counts for nothing."""
    recorded = process.load(place.record)
    return recorded if recorded and recorded.alive() else None


def endpoint(place: Home) -> str:
    """The URL of the embedded AWS. Raises Trouble when it does not run."""
    found = running(place)
    if not found:
        raise Trouble("the embedded AWS is not running: make up")
    return f"http://127.0.0.1:{found.port}"


def start(place: Home) -> None:
    """Starts the cloud with the state it was stopped with; does nothing when it runs."""
    with _alone(place):
        if found := running(place):
            print(f"The embedded AWS runs at http://127.0.0.1:{found.port}")
            return
        if place.record.exists():  # it was not stopped: what it held in memory is lost, and Terraform would not know
            print("The embedded AWS ended without being stopped, so its state is lost: starting empty")
            _forget(place)
        if place.kept_port.exists() and (kept := place.kept_port.read_text()) != str(place.port):
            raise Trouble(f"what is kept belongs to port {kept}: INLET_PORT={kept} make up, or make reset first")
        _run(place)
        print(f"The embedded AWS runs at http://127.0.0.1:{place.port}")


def stop(place: Home) -> None:
    """Stops the cloud; its state is kept."""
    with _alone(place):
        if found := running(place):
            emulator.stop(found)
            place.record.unlink()
            print("The embedded AWS is stopped; its state is kept")
        else:
            print("The embedded AWS is not running")


def reset(place: Home) -> None:
    """As `empty`, and says so."""
    print("The embedded AWS is empty" + ("" if empty(place) else " and not running"))


def empty(place: Home) -> bool:
    """Removes all that the cloud holds together with Terraform's state of it. Whether it runs, and then goes on so."""
    with _alone(place):
        found = running(place)
        if found:
            emulator.stop(found)
        _forget(place)
        if found:
            _run(Home(place.folder, found.port))
        return found is not None


def status(place: Home) -> bool:
    """Prints whether the cloud runs and where; whether it answers."""
    found = running(place)
    if not found:
        print(
            "The embedded AWS is not running" + (" (it ended without being stopped)" if place.record.exists() else "")
        )
        return False
    answers = emulator.answers(found.port)
    print(f"The embedded AWS {'runs' if answers else 'does not answer'} at http://127.0.0.1:{found.port}")
    print(f"  pid {found.pid}, data in {place.folder}, log {place.log}")
    return answers


def logs(place: Home) -> None:
    """Follows the log until interrupted."""
    subprocess.run(["tail", "-n", "50", "-f", str(place.log)], check=False)


def _run(place: Home) -> None:
    emulator.start(place).save(place.record)
    place.kept_port.write_text(str(place.port))


def _forget(place: Home) -> None:
    for folder in (place.state, place.objects, place.temporary, place.terraform / "local"):
        shutil.rmtree(folder, ignore_errors=True)
    for file in (place.record, place.users, place.kept_port):
        file.unlink(missing_ok=True)


@contextmanager
def _alone(place: Home) -> Iterator[None]:
    place.folder.mkdir(parents=True, exist_ok=True)
    with place.lock.open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


COMMANDS = {"start": start, "stop": stop, "reset": reset, "status": status, "logs": logs}


def main() -> int:
    """Runs one command. Status 1 when there is trouble or, for `status`, when the cloud does not answer."""
    parser = argparse.ArgumentParser(prog="python -m local.cloud", description=__doc__)
    parser.add_argument("command", choices=COMMANDS)
    try:
        return 1 if COMMANDS[parser.parse_args().command](home()) is False else 0
    except Trouble as trouble:
        print(f"error: {trouble}", file=sys.stderr)
    except KeyboardInterrupt:
        pass
    return 1


if __name__ == "__main__":
    sys.exit(main())
