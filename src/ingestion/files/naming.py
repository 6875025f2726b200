"""Names of files as HTTP carries them. Pure."""

from urllib.parse import quote

# What most file systems take, in bytes: https://en.wikipedia.org/wiki/Comparison_of_file_systems#Limits
_MAX_BYTES = 255
_MAX_EXTENSION = 20
# Beside letters and digits, RFC 8187, 3.2.1 (attr-char).
_ATTRIBUTE = "!#$&+-.^_`|~"


def disposition(kind: str, filename: str) -> str:
    """Content-Disposition (RFC 6266) of `kind`: the name in UTF-8, and for old clients what of it is plain ASCII."""
    name = _shortened(filename)
    plain = "".join(one if " " <= one <= "~" and one not in '"\\%' else "_" for one in name)
    return f"{kind}; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe=_ATTRIBUTE)}"


def of_variant(filename: str, key: str) -> str:
    """The name of what was made of a file: `holiday.png`, `…/thumb-200.jpg` → `holiday-thumb-200.jpg`."""
    stem, dot, _ = filename.rpartition(".")
    return f"{stem if dot and stem else filename}-{key.rpartition('/')[2]}"


def _shortened(filename: str) -> str:
    """The name cut to what a disk takes; its ending stays."""
    if len(filename.encode()) <= _MAX_BYTES:
        return filename
    stem, dot, ending = filename.rpartition(".")
    if not dot or not stem or len(ending.encode()) > _MAX_EXTENSION:
        stem, ending = filename, ""
    kept = f".{ending}" if ending else ""
    # Cut between characters, not within one.
    return stem.encode()[: _MAX_BYTES - len(kept.encode())].decode(errors="ignore") + kept
