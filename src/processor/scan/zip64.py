"""Whether a stream of bytes holds an entry of a Zip64 archive, whose content ClamAV 1.4 silently passes over. Pure.

Seen are the file itself and what it holds uncompressed; not what is packed within what is packed.
"""

import re

# A local file header whose two sizes stand in the extra field: 4.3.7 and 4.5.3 of PKWARE's APPNOTE.
_ENTRY = re.compile(rb"PK\x03\x04.{14}\xff{8}", re.DOTALL)
_ENTRY_BYTES = 26


class Watch:
    """Looks at blocks as they pass."""

    def __init__(self) -> None:
        self.seen = False
        self._rest = b""

    def look(self, block: bytes) -> None:
        """The next bytes of the stream."""
        if self.seen:
            return
        # An entry may lie across blocks: what could be its beginning is looked at again.
        across = self._rest + block[: _ENTRY_BYTES - 1]
        self.seen = bool(_ENTRY.search(across) or _ENTRY.search(block))
        self._rest = (across if len(block) < _ENTRY_BYTES else block)[1 - _ENTRY_BYTES :]
