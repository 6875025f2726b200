"""What an image costs in memory: measured in a process of its own, as bytes a pixel beside what every image takes."""

import json
import subprocess
import sys

import pytest

from local.home import ROOT

SIDE = 1400
# Thumbnails, decoders' tables, the file.
EVERY_IMAGE_BYTES = 12_000_000
# WebP: libwebp keeps two pictures of an animation, and Pillow copies what it hands out twice.
PIXEL_BYTES = 16.5


def test_the_function_has_the_memory_that_its_limit_of_pixels_takes():
    text = (ROOT / "terraform/stack/image.tf").read_text()
    assert f"ceil(var.images.max_pixels * {PIXEL_BYTES} / pow(2, 20))" in text


@pytest.mark.skipif(sys.platform != "linux", reason="Linux alone tells the peak of a process that goes on")
def test_no_kind_of_image_takes_more_than_the_docs_say():
    done = subprocess.run(
        [sys.executable, "-m", "tests.unit.image.memory", str(SIDE)],
        check=True,
        capture_output=True,
        cwd=ROOT,
        env={"PYTHONPATH": "src:."},
    )
    measured = json.loads(done.stdout)
    most = {name: (taken - EVERY_IMAGE_BYTES) / SIDE**2 for name, taken in measured["kinds"].items()}
    assert max(most.values()) < PIXEL_BYTES, most
    assert measured["before"] < 100_000_000
