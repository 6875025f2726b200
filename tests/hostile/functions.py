"""The functions that read what strangers sent, with the memory and time that Terraform gives them."""

import json
import re
from dataclasses import dataclass

from local.home import ROOT
from tools import clamav

STACK = ROOT / "terraform/stack"
MB = 1 << 20
# With less memory a function has less of a CPU (docs.aws.amazon.com/lambda/latest/dg/configuration-memory.html).
WHOLE_CPU_MB = 1769

BUCKETS = {"CATALOG_TABLE": "catalog", "UPLOADS_BUCKET": "uploads", "DERIVED_BUCKET": "derived"}


@dataclass(frozen=True)
class Function:
    """A function as Lambda has it: where it is entered, what it may take, what its environment tells."""

    name: str
    handler: str
    memory_mb: int
    timeout_seconds: int
    environment: dict[str, str]

    @property
    def cpu(self) -> float:
        """How much of a CPU comes with its memory, one at most: image decoders and the like use one."""
        return min(1.0, self.memory_mb / WHOLE_CPU_MB)


def functions() -> dict[str, Function]:
    """All of them by name, as the stack's defaults have them."""
    pixels = _number("variables_images.tf", r"max_pixels\s+= optional\(number, (\d+)\)")
    frames = _number("variables_images.tf", r"max_frames\s+= optional\(number, (\d+)\)")
    of_images = {"THUMBNAIL_SIZES": "200,800", "JPEG_QUALITY": "80", "LABELS": "false"}
    of_images |= {"MAX_PIXELS": str(pixels), "MAX_FRAMES": str(frames)}
    of_documents = {"PDF_MAX_PAGES": "1000", "PDF_TEXT_BYTES": "1000000", "JPEG_QUALITY": "80"}
    of_scans = {"DEFINITIONS_BUCKET": "definitions", "SCANNER": "clamav", "CLAMD": str(clamav.find())}
    of_scans |= {
        "SCAN_SECONDS": str(_number("scan.tf", r"SCAN_SECONDS\s+= (\d+)")),
        "EXTRACTORS": json.dumps({}),
    }
    made = [
        _function("inspect", "inspection", _number("inspection.tf", r"memory_mb\s+= (\d+)"), "inspection.tf", {}),
        _function("scan", "scan", _number("scan.tf", r'"clamav" \? \{ memory_mb = (\d+)'), "scan.tf", of_scans),
        _extractor("image", image_memory_mb(pixels), of_images),
        *(
            _extractor(name, _number("extractors.tf", rf"{name} += .*memory_mb = (\d+)"), environment)
            for name, environment in (("text", {}), ("table", {}), ("pdf", of_documents))
        ),
    ]
    return {function.name: function for function in made}


def image_memory_mb(pixels: int) -> int:
    """What terraform/stack/image.tf works out."""
    found = re.search(r"max\((\d+), (\d+) \+ ceil\(var\.images\.max_pixels \* ([\d.]+) / pow", _text("image.tf"))
    assert found
    least, fixed, each = found.groups()
    return max(int(least), int(fixed) + -int(-pixels * float(each) // MB))


def _function(name: str, folder: str, memory_mb: int, file: str, environment: dict[str, str]) -> Function:
    seconds = _number(file, r"timeout_seconds\s+= (\d+)")
    return Function(name, f"processor.{folder}.handler.handler", memory_mb, seconds, BUCKETS | environment)


def _extractor(name: str, memory_mb: int, environment: dict[str, str]) -> Function:
    seconds = _number("extractors.tf", rf"{name} += .*timeout_seconds = (\d+)")
    return Function(name, f"processor.{name}.handler.handler", memory_mb, seconds, BUCKETS | environment)


def _number(file: str, pattern: str) -> int:
    found = re.search(pattern, _text(file))
    assert found, f"{file} has no {pattern}"
    return int(found[1])


def _text(file: str) -> str:
    return (STACK / file).read_text(encoding="utf-8")
