"""The API bench from end to end, once each."""

from bench.api import __main__ as bench
from bench.api import events


def test_all_of_it(cloud, tmp_path, capsys):
    bench.measure(cloud, tmp_path, starts=1, requests=1)
    told = capsys.readouterr().out
    for table in (
        "AWS answering from memory",
        "signing, µs of CPU",
        "cold start, ms of CPU",
        "over HTTP, embedded AWS, ms",
    ):
        assert table in told
    for row in ("GET /upload", "POST /uploads, 100 files", "POST /uploads, 100 parts", "a PUT", "100 parts"):
        assert f"\n| {row}" in told
    assert events.FIRST.keys() == cloud.outputs["functions"].keys()
