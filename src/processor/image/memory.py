"""A bound on the memory of this process while images of strangers are decoded."""

import resource
from collections.abc import Iterator
from contextlib import contextmanager

# What counts against the function's memory and not against the bound: code, and files that are mapped.
_MAPPED_BYTES = 96 << 20


@contextmanager
def bounded(function_bytes: int) -> Iterator[None]:
    """Has what takes more memory than a function of `function_bytes` has fail, while the block runs.

    Lambda would kill the function there: the file would be tried three times more, and nobody could say what of it
    failed. Formats whose decoders allocate by what the pixels claim, whatever the header says, need it. Linux heeds it.
    """
    soft, hard = resource.getrlimit(resource.RLIMIT_DATA)
    most = function_bytes - _MAPPED_BYTES
    resource.setrlimit(resource.RLIMIT_DATA, (most if hard == resource.RLIM_INFINITY else min(most, hard), hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_DATA, (soft, hard))
