"""Definitions go into the bucket whole or not at all, and their age is told in any case."""

from datetime import datetime, timedelta

import pytest

from common import aws, times
from processor.scan import cvd, definitions, manifest, updater
from processor.scan.cvd import NoDefinitions
from processor.scan.manifest import Damaged
from tests.unit.cloud import NOW, Context
from tests.unit.scan.conftest import DEFINITIONS

# Heads tell whole minutes.
BUILT = NOW.replace(second=0, microsecond=0)
HEAD = "ClamAV-VDB:{built}:{number}:100:90:{md5}:sig:builder:1"


def file(number: int, built: datetime = BUILT) -> bytes:
    head = HEAD.format(built=built.strftime("%d %b %Y %H-%M %z"), number=number, md5="0" * 32)
    return head.ljust(512).encode() + b"definitions"


@pytest.fixture
def freshclam(cloud, clock, lines, tmp_path, monkeypatch):
    """Puts a program in freshclam's place that fetches `files`; then runs the updater."""
    aws.s3().create_bucket(Bucket=DEFINITIONS, CreateBucketConfiguration={"LocationConstraint": "eu-central-1"})
    program, source = tmp_path / "freshclam", tmp_path / "mirror"
    source.mkdir()

    def run(files, script='cp -f "$mirror"/* "$folder"/ 2>/dev/null; exit 0'):
        for old in source.iterdir():
            old.unlink()
        for name, content in files.items():
            (source / name).write_bytes(content)
        config = "${1#--config-file=}"
        program.write_text(
            f'#!/bin/sh\nmirror={source}\nfolder=$(sed -n "s/^DatabaseDirectory //p" "{config}")\n{script}\n'
        )
        program.chmod(0o755)
        monkeypatch.setenv("DEFINITIONS_BUCKET", DEFINITIONS)
        monkeypatch.setenv("FRESHCLAM", str(program))
        updater.for_updater.cache_clear()
        updater.handler({}, Context())

    return run


def listed():
    found = definitions.listed(DEFINITIONS)
    assert found
    return found[0]


def ages(lines):
    return [line["DefinitionsAgeSeconds"] for line in lines() if "DefinitionsAgeSeconds" in line]


GOOD = {"main.cvd": file(62), "daily.cvd": file(27000, BUILT - timedelta(hours=5)), "bytecode.cvd": file(335)}


def test_what_freshclam_fetched_is_put(freshclam, lines):
    freshclam(GOOD)
    told = listed()
    assert told.files.keys() == GOOD.keys()
    assert (told.version, told.built_at) == ("bytecode-335 daily-27000 main-62", BUILT - timedelta(hours=5))
    body = aws.s3().get_object(Bucket=DEFINITIONS, Key=told.files["daily.cvd"].key("daily.cvd"))["Body"].read()
    assert body == GOOD["daily.cvd"]
    assert ages(lines) == [5 * 3600]


def test_the_age_is_a_metric(freshclam, lines):
    freshclam(GOOD)
    (line,) = [line for line in lines() if "_aws" in line]
    (metric,) = line["_aws"]["CloudWatchMetrics"]
    assert metric["Dimensions"] == [["function"]]
    assert "function" in line
    assert metric["Metrics"] == [{"Name": "DefinitionsAgeSeconds", "Unit": "Seconds"}]


def test_it_goes_on_from_what_is_there(freshclam):
    freshclam(GOOD)
    freshclam(
        {"daily.cld": file(27001)}, 'test -s "$folder"/main.cvd && rm "$folder"/daily.cvd && cp "$mirror"/* "$folder"/'
    )
    told = listed()
    assert told.files.keys() == {"main.cvd", "daily.cld", "bytecode.cvd"}
    assert told.built_at == BUILT


def test_what_is_the_same_is_not_put_again(freshclam):
    freshclam(GOOD)
    before = aws.s3().head_object(Bucket=DEFINITIONS, Key=manifest.KEY)["LastModified"]
    objects = aws.s3().list_objects_v2(Bucket=DEFINITIONS)["KeyCount"]
    freshclam({})
    assert aws.s3().head_object(Bucket=DEFINITIONS, Key=manifest.KEY)["LastModified"] == before
    assert aws.s3().list_objects_v2(Bucket=DEFINITIONS)["KeyCount"] == objects


@pytest.mark.parametrize(
    ("files", "script", "error"),
    [
        ({}, "echo 'WARNING: rate limited'; exit 17", updater.NotRenewed),
        ({}, 'rm -f "$folder"/main.cvd', Damaged),
        ({"daily.cvd": b"<html>"}, 'cp "$mirror"/* "$folder"/', NoDefinitions),
    ],
)
def test_what_was_there_stays_and_its_age_is_told(freshclam, lines, clock, files, script, error):
    freshclam(GOOD)
    before = listed()
    clock.advance(hours=30)
    with pytest.raises(error):
        freshclam(files, script)
    assert listed() == before
    assert ages(lines)[-1] == 35 * 3600


def test_damaged_definitions_are_fetched_anew(freshclam):
    freshclam(GOOD)
    entry = listed().files["daily.cvd"]
    aws.s3().put_object(Bucket=DEFINITIONS, Key=entry.key("daily.cvd"), Body=b"spoiled")
    freshclam(GOOD | {"daily.cvd": file(27002)})
    told = listed()
    assert "daily-27002" in told.version


def test_the_program_may_be_missing(freshclam, monkeypatch):
    monkeypatch.setattr("pathlib.Path.chmod", lambda *_: None)
    with pytest.raises(updater.NotRenewed, match="PermissionError"):
        freshclam(GOOD)


def test_heads():
    assert cvd.parse(file(7)).number == 7
    assert cvd.parse(b"ClamAV-VDB:21 Nov 2026 08-30 -0400:27810:1:90:x:y:z:1").built_at == times.parse(
        "2026-11-21T12:30:00Z"
    )
    for bad in (
        b"",
        b"<html>",
        b"ClamAV-VDB:",
        b"ClamAV-VDB:today:7:",
        b"Other:21 Nov 2026 08-30 -0400:1:",
        b"\xff" * 512,
    ):
        with pytest.raises(NoDefinitions):
            cvd.parse(bad)
