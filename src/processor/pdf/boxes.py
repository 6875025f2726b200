"""How large a page is drawn. Pure."""

import math


def fitted(width: float, height: float, longest: int) -> tuple[int, int] | None:
    """The pixels of a page of `width` × `height`, whatever their unit, whose longer edge is to be `longest` pixels.

    None for a page without an area. A page that is all but a line is a pixel wide.
    """
    if not (math.isfinite(width) and math.isfinite(height) and width > 0 and height > 0):
        return None
    scale = longest / max(width, height)
    return max(1, round(width * scale)), max(1, round(height * scale))
