"""The bench of thumbnails: what its ways do with an image, and the image that they are given."""

import pytest
from PIL import Image

from bench.processing import image_worker, images


@pytest.mark.parametrize("name", ["inlet", "pillow"])
def test_the_ways_that_need_nothing_more_work(tmp_path, name):
    file = tmp_path / "photo.jpg"
    Image.new("RGB", (90, 60), "teal").save(file)
    image_worker.WAYS[name]()(str(file))


def test_every_format_has_its_goal_and_its_photo(tmp_path, monkeypatch):
    monkeypatch.setattr(images, "SIZE", (80, 60))
    photos = images.photos(tmp_path)
    assert photos.keys() == images.GOALS.keys()
    for kind, file in photos.items():
        with Image.open(file) as photo:
            assert (photo.format, photo.size) == (kind.upper(), (80, 60))
