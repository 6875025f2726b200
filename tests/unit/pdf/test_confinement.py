"""The process that reads a document can do nothing else, and the one that started it cannot be looked into."""

import ctypes
import os
import subprocess
import sys
from types import SimpleNamespace

import pytest

from processor.pdf import confinement
from tests.unit.pdf.documents import document, text

linux = pytest.mark.skipif(sys.platform != "linux", reason="other systems have no such walls")

# What a document that has taken over its reader would try. It has something open that was open before.
TRIED = """
import ctypes, os, socket, sys
from processor.pdf import confinement
libc, parent, before = ctypes.CDLL(None, use_errno=True), os.getppid(), open("/dev/null")

def calls(answer):
    if answer == -1:
        raise OSError(ctypes.get_errno(), "refused")

tried = {
    "look": lambda: open(f"/proc/{parent}/environ"),
    "list": lambda: os.listdir("/tmp"),
    "remove": lambda: os.remove("/nowhere"),
    "connect": socket.socket,
    "fork": os.fork,
    "run": lambda: os.execv(sys.executable, [sys.executable, "-c", "print('ran')"]),
    "signal": lambda: os.kill(parent, 0),
    "trace": lambda: calls(libc.ptrace(16, parent, 0, 0)),
    "undo": lambda: calls(libc.prctl(4, 1, 0, 0, 0)),
    "limits": lambda: calls(libc.setrlimit(7, (ctypes.c_ulong * 2)(9, 9))),
}
assert confinement.shut_in()
for name, act in tried.items():
    try:
        act()
    except PermissionError:
        continue
    except OSError as other:
        name += f" {other!r}"
    print(name)
before.close()
print("tried")
"""

# A child of the same user, forked so that it needs no file, looks into its parent before and after that is hidden.
LOOKED = """
import ctypes, os
from processor.pdf import confinement

def seen():
    child = os.fork()
    if child == 0:
        try:
            os._exit(b"secret" in open(f"/proc/{os.getppid()}/environ", "rb").read())
        except PermissionError:
            os._exit(2)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])

if os.geteuid() == 0:  # root sees everything
    os.setgroups([])
    os.setgid(65534)
    os.setuid(65534)
ctypes.CDLL(None).prctl(4, 1, 0, 0, 0)
print(seen(), confinement.hide(), seen())
"""


def ran(code, **environment):
    """What a process of its own prints."""
    environment |= {"PYTHONPATH": os.pathsep.join(sys.path)}
    done = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True)
    return done.stdout.split()


@linux
def test_whoever_is_shut_in_can_open_connect_start_and_look_into_nothing():
    assert ran(TRIED) == ["tried"]


@linux
def test_whoever_hides_is_not_looked_into_by_the_same_user():
    assert ran(LOOKED, KEY="secret") == ["1", "True", "2"]


@pytest.mark.parametrize("place", [0, 1])
def test_the_filter_lets_through_what_it_names_and_nothing_else(place):
    """As the kernel would run it, for machines that are not at hand, too."""
    machine = (confinement._X86_64, confinement._AARCH64)[place]
    named = {numbers[place] for numbers in confinement._CALLS.values()}
    assert len(named) == len(confinement._CALLS)
    program = confinement._program(machine, named)

    def judged(of, call):
        at, word = 0, 0
        while True:
            step = program.first[at]
            at += 1
            if step.code == confinement._LOAD:
                word = {confinement._CALL_AT: call, confinement._MACHINE_AT: of}[step.value]
            elif step.code == confinement._IF_EQUAL:
                at += step.yes if word == step.value else step.no
            else:
                return step.value

    for call in range(500):
        assert judged(machine, call) == (confinement._ALLOW if call in named else confinement._REFUSE)
        # x86's other numbering, and what a machine that runs programs of another asks for.
        assert judged(machine, call | 0x40000000) == judged(0x40000003, call) == confinement._REFUSE


def test_a_machine_whose_calls_are_not_known_is_not_shut_in(monkeypatch):
    monkeypatch.setattr(os, "uname", lambda: SimpleNamespace(machine="riscv64"))
    monkeypatch.delattr(ctypes, "CDLL")
    assert not confinement.shut_in()


@linux
def test_a_wall_that_is_missing_is_told(read, monkeypatch, caplog):
    assert read(document(text("x"))).page_count == 1
    assert not caplog.records
    monkeypatch.setattr(confinement, "hide", lambda: False)
    assert read(document(text("x"))).page_count == 1
    assert [record.message for record in caplog.records] == ["documents are read with a wall missing"]
