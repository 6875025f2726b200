"""`make demo`, as it is told in the README."""

import re

import pytest

from tests.e2e import by_hand


@pytest.fixture(scope="module", autouse=True)
def processing(cloud):
    """As with `make demo`, files are processed."""
    with by_hand.processing(cloud):
        yield


def test_every_way_of_sending_is_shown_with_what_the_system_noted(cloud):
    told = cloud.run("local.demo")
    assert "Signed in as demo@example.com" in told
    events = dict(re.findall(r"Z  (\S.*?) +ObjectCreated:(\w+), admitted", told))
    assert sorted(events) == [
        "Menü – plan+final ü%.png",
        "bookings.csv",
        "eicar.txt",
        "lake.jpg",
        "measurements.csv",
        "menu.pdf",
        "notes.txt",
    ]
    assert sorted(events.values()) == ["CompleteMultipartUpload", "Post", *["Put"] * 5]
    assert re.search(r"\d+ events sent with a write key; not taken:\n  purchase: invalid_event: /amount type\n", told)
    assert re.search(r"total +page_view +[1-9]\d* events +12 users", told)
    assert re.search(r"answers to SQL: .*\n(  /\S* +\d+\n){5}", told)
    assert re.search(r"export INLET_WRITE_KEY=wk_\S+", told)
    assert re.search(r"measurements\.csv +29,9\d\d,\d{3} bytes  text/csv", told)
    ends = dict(re.findall(r"^  (\S.*?) +(?:completed|failed|quarantined) +(.+)$", told, re.MULTILINE))
    assert ends["lake.jpg"] == "1200 × 1600 JPEG; Inlet Sample Camera; 2026-06-21 20:15; at 46.5197, 8.3019"
    assert ends["menu.pdf"].startswith("1 page; “Menu of the day”; by The kitchen; text: Menu of the day")
    assert ends["bookings.csv"].startswith("60 rows; 5 columns: day date, table integer, guests integer, bill number")
    assert ends["measurements.csv"].endswith("rows; 2 columns: number integer, celsius number")
    assert ends["notes.txt"] == "5 lines; 41 words; utf-8"
    assert ends["eicar.txt"] == "Inlet.Test.Eicar, as clamav says"
    links = re.findall(r"(\S+), [\d,]+ bytes of image/jpeg:\n  (http\S+)", told)
    assert [name for name, _ in links] == ["thumb-200", "thumb-200", "preview"]
    assert "eicar.txt is given to nobody: 409 not_readable, The file is quarantined" in told


def test_files_of_ones_own(cloud, tmp_path):
    (tmp_path / "inner").mkdir()
    (tmp_path / "inner/a.txt").write_text("a")
    (tmp_path / ".hidden").write_text("b")
    told = cloud.run("local.demo", str(tmp_path))
    assert re.search(r"a\.txt +completed +1 line; 1 word; utf-8", told)
    assert "left out: .hidden (hidden)" in told
    assert "measurements" not in told
