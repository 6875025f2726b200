"""What keeps a process that reads a stranger's document from doing anything else, should the document take it over.

Two walls, since neither is everywhere: the kernel refuses it all calls but those on what it has open (seccomp, Linux),
and refuses processes of the same user to look into the one that started it.
"""

import ctypes
import errno
import os
import sys
from collections.abc import Iterable

# linux/prctl.h
_SET_DUMPABLE, _SET_SECCOMP, _SET_NO_NEW_PRIVILEGES = 4, 22, 38
_BY_FILTER = 2

# linux/bpf_common.h, linux/seccomp.h: load a word of the call's data, compare it, return.
_LOAD, _IF_EQUAL, _RETURN = 0x20, 0x15, 0x06
_CALL_AT, _MACHINE_AT = 0, 4
_ALLOW, _REFUSE = 0x7FFF0000, 0x00050000 | errno.EPERM

# Memory, time, chance, its own handling of signals, reading and writing what is open, and the end: nothing that opens,
# connects, starts, signals or looks into anything. Machines: linux/audit.h; calls: each by its number on x86_64 and on
# aarch64, from these machines' tables.
_X86_64, _AARCH64 = 0xC000003E, 0xC00000B7
_CALLS = {
    "read": (0, 63),
    "write": (1, 64),
    "close": (3, 57),
    "fstat": (5, 80),
    "lseek": (8, 62),
    "mmap": (9, 222),
    "mprotect": (10, 226),
    "munmap": (11, 215),
    "brk": (12, 214),
    "rt_sigaction": (13, 134),
    "rt_sigprocmask": (14, 135),
    "rt_sigreturn": (15, 139),
    "pread64": (17, 67),
    "sched_yield": (24, 124),
    "mremap": (25, 216),
    "madvise": (28, 233),
    "getpid": (39, 172),
    "exit": (60, 93),
    "sigaltstack": (131, 132),
    "gettid": (186, 178),
    "futex": (202, 98),
    "restart_syscall": (219, 128),
    "clock_gettime": (228, 113),
    "clock_nanosleep": (230, 115),
    "exit_group": (231, 94),
    "getrandom": (318, 278),
}


class _Instruction(ctypes.Structure):
    _fields_ = (("code", ctypes.c_uint16), ("yes", ctypes.c_uint8), ("no", ctypes.c_uint8), ("value", ctypes.c_uint32))


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_uint16), ("first", ctypes.POINTER(_Instruction)))


def shut_in() -> bool:
    """From now on this process may use what it has open, and memory; all else raises PermissionError.

    For good, and for whatever it would start. False where the system cannot do that, or will not.
    """
    machine = os.uname().machine
    if sys.platform != "linux" or machine not in ("x86_64", "aarch64"):
        return False
    place = 0 if machine == "x86_64" else 1
    program = _program(_X86_64 if place == 0 else _AARCH64, [numbers[place] for numbers in _CALLS.values()])
    # Without it only root may set a filter; whoever is root may do so all the same.
    _prctl(_SET_NO_NEW_PRIVILEGES, 1)
    return _prctl(_SET_SECCOMP, _BY_FILTER, ctypes.addressof(program))


def hide() -> bool:
    """From now on no process of this user may look into this one: its environment, its memory, its open files.

    root may (proc(5), PR_SET_DUMPABLE). False where the system cannot do that, or will not.
    """
    return sys.platform == "linux" and _prctl(_SET_DUMPABLE, 0)


def _program(machine: int, calls: Iterable[int]) -> _Program:
    numbers = list(calls)
    told = [(_LOAD, 0, 0, _MACHINE_AT), (_IF_EQUAL, 0, len(numbers) + 1, machine), (_LOAD, 0, 0, _CALL_AT)]
    # Each leads behind those that follow it and the refusal.
    told += [(_IF_EQUAL, len(numbers) - index, 0, number) for index, number in enumerate(numbers)]
    told += [(_RETURN, 0, 0, _REFUSE), (_RETURN, 0, 0, _ALLOW)]
    return _Program(len(told), (_Instruction * len(told))(*(_Instruction(*one) for one in told)))


def _prctl(option: int, *values: int) -> bool:
    numbers = [ctypes.c_ulong(value) for value in (*values, 0, 0, 0, 0)][:4]
    return bool(ctypes.CDLL(None).prctl(ctypes.c_int(option), *numbers) == 0)
