"""MPEG audio (MP3) that libmagic does not name: with an old tag, or with padding before its first frame. Pure."""

_BITRATES_KBIT = {
    # by (is MPEG-1, layer): the index of the bit rate, 1 to 14
    (True, 3): (32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320),
    (False, 3): (8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160),
}
_RATES_HZ = {3: (44_100, 48_000, 32_000), 2: (22_050, 24_000, 16_000), 0: (11_025, 12_000, 8_000)}

# Frames in a row, each beginning where the one before says that it ends.
_FRAMES = 4
_MOST_PADDING_BYTES = 4_096


def is_mpeg(head: bytes) -> bool:
    """Whether `head` is an ID3v2 tag's beginning, or frames of layer III follow each other after zeros at most."""
    if head[:3] == b"ID3" and len(head) >= 10:
        # Version below 255, and a length of which no byte uses its top bit (ID3v2.2 to 2.4, "header").
        return 2 <= head[3] <= 4 and head[4] < 0xFF and max(head[6:10]) < 0x80
    position = len(head) - len(head.lstrip(b"\0"))
    if position > _MOST_PADDING_BYTES:
        return False
    for _ in range(_FRAMES):
        length = _frame_bytes(head[position : position + 4])
        if length is None:
            return False
        position += length
    return True


def _frame_bytes(header: bytes) -> int | None:
    """The length of the frame of layer III that begins with these four bytes; None when none does."""
    if len(header) < 4 or header[0] != 0xFF or header[1] & 0xE6 != 0xE2:
        return None
    version, bitrate, rate = header[1] >> 3 & 3, header[2] >> 4, header[2] >> 2 & 3
    if version == 1 or rate == 3 or not 1 <= bitrate <= 14:
        return None
    first = version == 3
    bits = _BITRATES_KBIT[first, 3][bitrate - 1] * 1000
    return (144 if first else 72) * bits // _RATES_HZ[version][rate] + (header[2] >> 1 & 1)
