"""The API bench from end to end, once each."""

from bench.api import __main__ as bench
from bench.api import cold_start, events, functions


def test_all_of_it(cloud, tmp_path, capsys):
    bench.measure(cloud, tmp_path, starts=1, requests=1, only=["uploads"])
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


def test_each_function_handles_its_first_event(cloud, tmp_path):
    events.enter_write_key(cloud)
    made = functions.functions(cloud, tmp_path)
    assert events.FIRST.keys() == cloud.outputs["functions"].keys() == {function.name for function in made}
    for function in made:
        cold_start.clients_of(function)  # which fails for one that does not
