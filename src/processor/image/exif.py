"""What a camera wrote beside the pixels: EXIF, read with distrust. What is damaged is left out, and nothing fails."""

import math
import re
import unicodedata
import warnings
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import datetime
from typing import Any

from PIL import Image

_ORIENTATION, _MAKE, _MODEL, _LENS = 0x0112, 0x010F, 0x0110, 0xA434
_TIME, _F_NUMBER, _ISO, _FOCAL_LENGTH = 0x829A, 0x829D, 0x8827, 0x920A
_TAKEN, _DIGITIZED, _TAKEN_OFFSET, _DIGITIZED_OFFSET = 0x9003, 0x9004, 0x9011, 0x9012
_CAMERA_TAGS, _GPS_TAGS = 0x8769, 0x8825
_LATITUDE_REF, _LATITUDE, _LONGITUDE_REF, _LONGITUDE = 1, 2, 3, 4

_WANTED = frozenset(
    {
        *(_ORIENTATION, _MAKE, _MODEL, _LENS, _TIME, _F_NUMBER, _ISO, _FOCAL_LENGTH),
        *(_TAKEN, _DIGITIZED, _TAKEN_OFFSET, _DIGITIZED_OFFSET),
        *(_LATITUDE_REF, _LATITUDE, _LONGITUDE_REF, _LONGITUDE),
    }
)

_MAX_TEXT = 100
_GREATEST = 1e9
_OFFSET = re.compile(r"[+-]\d\d:\d\d")
# Between the numbers of a time stand colons; cameras and programs write other signs as well, and fractions.
_INSTANT = re.compile(r"(\d{4})[:/.-](\d\d?)[:/.-](\d\d?)[ T](\d\d?):(\d\d?):(\d\d?)(?:[.,]\d+)?", re.ASCII)

Tags = Mapping[int, Any]


def orientation(image: Image.Image) -> int:
    """How the image has to be turned, 1 to 8. Pillow turns TIFF itself, libheif HEIC."""
    if image.format in ("TIFF", "HEIF"):
        return 1
    told = _tags(image.getexif).get(_ORIENTATION)
    return told if isinstance(told, int) and 1 <= told <= 8 else 1


def read(image: Image.Image) -> dict[str, Any]:
    """{"exif": {…}, "gps": {"lat", "lng"}}; either is absent where nothing of it can be told.

    Members of `exif`: `make`, `model`, `lens`; `exposureTime` (seconds), `fNumber`, `iso`, `focalLength` (millimetres);
    `takenAt`, by the camera's clock: with an offset from UTC only where the camera wrote one.
    """
    main = _tags(image.getexif)
    camera = _tags(lambda: image.getexif().get_ifd(_CAMERA_TAGS))
    found = {
        "make": _text(main.get(_MAKE)),
        "model": _text(main.get(_MODEL)),
        "lens": _text(camera.get(_LENS)),
        "exposureTime": _number(camera.get(_TIME)),
        "fNumber": _number(camera.get(_F_NUMBER)),
        "iso": _number(camera.get(_ISO)),
        "focalLength": _number(camera.get(_FOCAL_LENGTH)),
        "takenAt": _instant(camera.get(_TAKEN), camera.get(_TAKEN_OFFSET))
        or _instant(camera.get(_DIGITIZED), camera.get(_DIGITIZED_OFFSET)),
    }
    place = _place(_tags(lambda: image.getexif().get_ifd(_GPS_TAGS)))
    told = {"exif": {name: value for name, value in found.items() if value is not None}, "gps": place}
    return {name: value for name, value in told.items() if value}


def _tags(read_tags: Callable[[], Tags]) -> Tags:
    """What `read_tags` finds; nothing when the data is damaged."""
    tags: dict[int, Any] = {}
    # What the parser raises on damaged data is declared nowhere; each value is parsed when it is asked for.
    with warnings.catch_warnings(action="ignore"), suppress(Exception):
        read = read_tags()
        for tag in _WANTED.intersection(read):
            with suppress(Exception):
                tags[tag] = read[tag]
    return tags


def _text(value: Any) -> str | None:
    """One line of text without control characters and halves of characters, at most 100 characters long."""
    if isinstance(value, str):
        value = value.encode("latin-1", "replace")  # as Pillow read it
    if not isinstance(value, bytes):
        return None
    # What follows a NUL was never meant to be seen.
    raw = value.split(b"\0")[0]
    try:
        # EXIF knows ASCII only; many cameras write this, some the other.
        told = raw.decode()
    except UnicodeError:
        told = raw.decode("latin-1")
    seen = "".join(" " if unicodedata.category(one)[0] in "CZ" else one for one in told)
    return " ".join(seen.split())[:_MAX_TEXT].rstrip() or None


def _number(value: Any) -> int | float | None:
    """A number above zero, to six significant digits; the first where there are several."""
    if isinstance(value, tuple):
        value = value[0] if value else None
    number = _finite(value)
    if number is None or not 0 < number < _GREATEST:
        return None
    rounded = float(f"{number:.6g}")
    return int(rounded) if rounded.is_integer() else rounded


def _finite(value: Any) -> float | None:
    if isinstance(value, str | bytes) or value is None:
        return None
    try:
        number = float(value)
    except (TypeError, ValueError, ZeroDivisionError, OverflowError):
        return None
    return number if math.isfinite(number) else None


def _instant(value: Any, offset: Any) -> str | None:
    """`2008:05:30 15:56:01` as `2008-05-30T15:56:01`, with the offset behind it."""
    zone = _text(offset)
    told = _INSTANT.fullmatch(_text(value) or "")
    if not told:
        return None
    year, month, day, hour, minute, second = map(int, told.groups())
    try:
        local = datetime(year, month, day, hour, minute, second)  # noqa: DTZ001 - cameras do not know their zone
    except ValueError:
        return None
    return local.isoformat() + (zone if zone and _OFFSET.fullmatch(zone) else "")


def _place(tags: Tags) -> dict[str, float] | None:
    """Decimal degrees, north and east of zero positive; None unless both are there and possible."""
    latitude = _degrees(tags.get(_LATITUDE), tags.get(_LATITUDE_REF), "N", "S", 90)
    longitude = _degrees(tags.get(_LONGITUDE), tags.get(_LONGITUDE_REF), "E", "W", 180)
    if latitude is None or longitude is None:
        return None
    return {"lat": latitude, "lng": longitude}


def _degrees(value: Any, reference: Any, positive: str, negative: str, greatest: int) -> float | None:
    """Degrees, minutes and seconds, of which later ones may be missing, as decimal degrees to a tenth of a metre."""
    parts = [_finite(part) for part in value] if isinstance(value, tuple) else [_finite(value)]
    side = (_text(reference) or "").upper()
    if not 1 <= len(parts) <= 3 or side not in (positive, negative):
        return None
    degrees = 0.0
    for power, part in enumerate(parts):
        if part is None or part < 0 or (power and part > 60):
            return None
        degrees += part / 60**power
    return None if degrees > greatest else round(degrees if side == positive else -degrees, 6) + 0.0
