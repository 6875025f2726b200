"""Whether a stream of bytes holds what makes an archive Zip64, whose content ClamAV 1.4 silently passes over. Pure.

Seen are the file itself and what it holds uncompressed; not what is packed within what is packed.
"""

import re

# 4.3 and 4.5.3 of PKWARE's APPNOTE: an entry one of whose sizes stands in the extra field; an entry of the directory of
# which a size or the place does; and what tells where a directory for large archives is, right before the end record.
_SIGNS = re.compile(
    rb"PK(?:\x03\x04.{14}(?:.{4})?\xff{4}|\x01\x02.{16}(?:.{4}|.{22})?\xff{4}|\x06\x07.{16}PK\x05\x06)", re.DOTALL
)
_LONGEST = 46


class Watch:
    """Looks at blocks as they pass."""

    def __init__(self) -> None:
        self.seen = False
        self._rest = b""

    def look(self, block: bytes) -> None:
        """The next bytes of the stream."""
        if self.seen:
            return
        # A sign may lie across blocks: what could be its beginning is looked at again.
        across = self._rest + block[: _LONGEST - 1]
        self.seen = bool(_SIGNS.search(across) or _SIGNS.search(block))
        self._rest = (across if len(block) < _LONGEST else block)[1 - _LONGEST :]
