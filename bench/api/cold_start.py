"""From an empty interpreter to the answer to a first event, for each function, beside plain boto3.

The interpreter sees nothing but the standard library and the unpacked zip, or stock boto3. CPU time is what is told:
waiting for AWS is not in it, since the embedded one is not as fast or slow as AWS. Starting Python is not counted.
"""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from bench import report, rounds
from bench.api import events
from bench.api.functions import Function
from local.home import Trouble
from tools import bytecode, dependencies, packages

PROBE = Path(__file__).with_name("probe.py")
STOCK = Path(__file__).with_name("probe_boto3.py")
# No bytecode is looked for where there is none: then sources are compiled, as without __pycache__ in the zip.
WITHOUT_BYTECODE = ("-X", "pycache_prefix=/nonexistent")
GOAL = 0.7


def measure(made: list[Function], count: int) -> None:
    """Prints a table of all functions and the goal."""
    stock = _stock()
    rows, missed = [], []
    for function in made:
        clients = clients_of(function)
        ways: dict[str, Callable[[], float]] = {}
        for kind, options in (("", ()), (" without bytecode", WITHOUT_BYTECODE)):
            ways[f"ours{kind}"] = partial(_seconds, function, options)
            ways[f"boto3{kind}"] = partial(_boto3_seconds, function, clients, stock, options)
        took = {name: times.median for name, times in rounds.run(ways, count, warm_up=min(1, count - 1)).items()}
        ratio = took["ours"] / took["boto3"]
        if ratio > GOAL:
            missed.append(function.name)
        names = ", ".join(clients) or "none"
        figures = [report.milliseconds(took[name]) for name in ways]
        rows.append((function.name, names, *figures[:2], f"{ratio:.2f}", *figures[2:]))
    head = (
        "cold start, ms of CPU",
        "clients",
        "ours",
        "boto3",
        "ours / boto3",
        "ours, no bytecode",
        "boto3, no bytecode",
    )
    print(f"\n{report.table(head, rows)}\n")
    said = f"; missed by {', '.join(missed)}" if missed else ""
    print(report.goal(not missed, f"cold start of each function ≤ {GOAL} × plain boto3 with bytecode{said}"))


def _stock() -> Path:
    """boto3 as pip installs it, all services and bytecode included."""
    package, target = packages.PACKAGES[0], packages.local()
    return dependencies.fetch(package, target, bytecode.find(target.python))


def _seconds(function: Function, options: tuple[str, ...]) -> float:
    return float(_probed(function, options)["seconds"])


def clients_of(function: Function) -> list[str]:
    """The AWS clients that it makes for its first event. Raises Trouble when it does not handle that."""
    clients: list[str] = _probed(function, ())["clients"]
    return clients


def _boto3_seconds(function: Function, clients: list[str], stock: Path, options: tuple[str, ...]) -> float:
    return float(_ran([*options, str(STOCK), str(stock), *clients], function.environment)["seconds"])


def _probed(function: Function, options: tuple[str, ...]) -> dict[str, Any]:
    if function.name not in events.FIRST:
        raise Trouble(f"bench/api/events.py lacks a first event for {function.name}")
    event = json.dumps(events.FIRST[function.name]())
    told = _ran([*options, str(PROBE), str(function.folder), function.handler], function.environment, event)
    if not events.handled(function.name, told["answer"]):
        raise Trouble(f"{function.name} did not handle its first event: {told['answer']}")
    return told


def _ran(arguments: list[str], environment: dict[str, str], given: str = "") -> dict[str, Any]:
    command = [sys.executable, "-I", "-S", "-B", *arguments]
    variables = {"PATH": os.environ["PATH"]} | environment
    done = subprocess.run(command, env=variables, input=given, capture_output=True, text=True, check=False)
    if done.returncode:
        raise Trouble(f"{' '.join(arguments)}\n{done.stdout}{done.stderr}")
    told: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return told
