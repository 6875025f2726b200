"""An event as a row of the table `events`, and back."""

import zlib

# Rows are billed by the KB. What is shorter than this fits into one with its keys; what is longer is worth the time.
_PLAIN_BYTES = 640


def pack(line: bytes) -> bytes:
    """The line as a row holds it: deflated where it is long. JSON begins with a brace, deflated data with `x`."""
    return line if len(line) <= _PLAIN_BYTES else zlib.compress(line, 6)


def unpack(data: bytes) -> bytes:
    """The line that `pack` was given."""
    return data if data[:1] == b"{" else zlib.decompress(data)
