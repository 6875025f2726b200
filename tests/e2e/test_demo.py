"""`make demo`, as it is told in the README."""

import re


def test_every_way_of_sending_is_shown_with_what_the_system_noted(cloud):
    told = cloud.run("local.demo")
    assert "Signed in as demo@example.com" in told
    events = dict(re.findall(r"Z  (\S.*?) +ObjectCreated:(\w+), admitted", told))
    assert sorted(events) == ["Menü – plan+final ü%.png", "bookings.csv", "measurements.csv", "menu.pdf", "notes.txt"]
    assert sorted(events.values()) == ["CompleteMultipartUpload", "Post", "Put", "Put", "Put"]
    assert re.search(r"\d+ events sent with a write key; not taken:\n  purchase: invalid_event: /amount type\n", told)
    assert re.search(r"total +page_view +[1-9]\d* events +12 users", told)
    assert re.search(r"answers to SQL: .*\n(  /\S* +\d+\n){5}", told)
    assert re.search(r"export INLET_WRITE_KEY=wk_\S+", told)
    assert re.search(r"measurements\.csv +29,9\d\d,\d{3} bytes  text/csv", told)


def test_files_of_ones_own(cloud, tmp_path):
    (tmp_path / "inner").mkdir()
    (tmp_path / "inner/a.txt").write_text("a")
    (tmp_path / ".hidden").write_text("b")
    told = cloud.run("local.demo", str(tmp_path))
    assert "a.txt" in told
    assert "left out: .hidden (hidden)" in told
    assert "measurements" not in told
