"""ISO base media files (HEIC, AVIF, MP4 …), told by the brands in their first box. Pure."""

from processor.inspection.ends import Ends

# By brands anywhere in the box, in this order: the still images first, as they name the others' brands too.
_BY_BRAND = (
    (frozenset({b"avif", b"avis"}), "image/avif"),
    (frozenset({b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx"}), "image/heic"),
    (frozenset({b"mif1", b"msf1"}), "image/heif"),
)
# By the major brand alone.
_BY_MAJOR = {
    b"qt  ": "video/quicktime",
    b"M4A ": "audio/mp4",
    b"M4B ": "audio/mp4",
    b"crx ": "image/x-canon-cr3",
    b"jp2 ": "image/jp2",
    b"jpx ": "image/jpx",
}
# Every registered brand that is neither of them is of a film, as the container was made for.
_FILM = "video/mp4"


def media_type(ends: Ends) -> str | None:
    """What the brands tell; None when the object does not begin with such a box (ISO/IEC 14496-12, 4.3)."""
    head = ends.head
    length = int.from_bytes(head[:4], "big")
    if head[4:8] != b"ftyp" or length < 16 or length % 4 or length > min(len(head), 1024):
        return None
    major = head[8:12]
    brands = {major} | {head[at : at + 4] for at in range(16, length, 4)}
    for known, name in _BY_BRAND:
        if brands & known:
            return name
    return _BY_MAJOR.get(major, _FILM)
