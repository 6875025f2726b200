"""The state machine's task `image`: thumbnails, EXIF and a placeholder of an image. The rules are in extracting."""

import tempfile
from dataclasses import dataclass, replace
from functools import cache, partial
from typing import Any

from common import settings
from common.files import extraction
from common.files.extraction import Extract, ExtractorSettings, Failed, Task
from processor.image import labels, memory, opening
from processor.image.extracting import extract
from processor.image.opening import Limits

STEP = "image"

# Decoders hold the file of a WebP, AVIF or HEIC in memory, beside its pixels.
_MAX_FILE_BYTES = 100_000_000
_LEAST_SIDE, _GREATEST_SIDE = 16, 4096


def _sides(text: str) -> tuple[int, ...]:
    sides = {int(side) for side in text.split(",")}
    if not all(_LEAST_SIDE <= side <= _GREATEST_SIDE for side in sides):
        raise settings.Malformed(f"sides are {_LEAST_SIDE} to {_GREATEST_SIDE} pixels")
    return tuple(sorted(sides, reverse=True))


@dataclass(frozen=True)
class ImageSettings(ExtractorSettings):
    """The function `image`: sides of thumbnails in pixels, JPEG quality in percent, limits of what is decoded."""

    jpeg_quality: int
    max_pixels: int
    max_frames: int
    labels: bool
    thumbnail_sizes: tuple[int, ...] = settings.parsed(_sides)


@cache
def for_image() -> ImageSettings:
    """Read once a container. Raises SettingsError."""
    opening.setup()
    return settings.read(ImageSettings)


def handler(event: dict[str, Any], context: Any) -> dict[str, str]:
    """The payload of a task, as `extraction.read` takes it → its answer, as `extraction.run` gives it."""
    conf, memory_bytes = for_image(), int(context.memory_limit_in_mb) << 20
    return extraction.run(STEP, event, conf, partial(_work, conf, memory_bytes))


def _work(conf: ImageSettings, memory_bytes: int, task: Task) -> Extract:
    if task.size > _MAX_FILE_BYTES:
        raise Failed("too_large", f"The file is larger than the {_MAX_FILE_BYTES} bytes that are processed.")
    with tempfile.TemporaryFile() as file:
        extraction.fetch(conf.uploads_bucket, task, file)
        file.seek(0)
        limits = Limits(conf.max_pixels, conf.max_frames)
        with memory.bounded(memory_bytes):
            made = extract(file, limits, conf.thumbnail_sizes, conf.jpeg_quality)
    if not conf.labels:
        return made
    largest = made.variants[f"thumb-{conf.thumbnail_sizes[0]}"]
    seen = labels.of(largest.body, largest.width or 0, largest.height or 0)
    return replace(made, extracted=made.extracted | {"labels": seen})
