"""A sweeper that dies at any call: the next run makes everything as if it never had."""

import pytest

from tests.unit.cloud import PNG, Crash, dying_at, dying_on, interrupted
from tests.unit.janitor.test_sweeper import NOTHING


@pytest.mark.parametrize("moment", ["before-call", "after-call"])
@pytest.mark.parametrize("body", [None, PNG, b"another size"])
def test_a_crash_at_any_call_is_mended_by_the_next_run(cloud, sweep, two_shards, body, moment):
    def scene():
        cloud.clear()
        cloud.announce()
        return cloud.upload(body=body) if body else "none"

    def state(version):
        (row,) = cloud.items(cloud.catalog)
        row.pop("uploadedAt", None)  # S3's clock
        audited = [{k: v for k, v in each.items() if k != "hour"} for each in cloud.items(cloud.audit)]
        return repr((row, audited, cloud.versions())).replace(version, "<version>")

    version, calls = scene(), list[str]()
    with interrupted(calls.append):
        sweep()
    expected = state(version)
    assert "'pending'" not in expected
    for call, operation in enumerate(calls, start=1):
        version = scene()
        with interrupted(dying_at(call), moment), pytest.raises(Crash):
            sweep()
        sweep()
        assert state(version) == expected, f"died at call {call}, {operation}"
        assert sweep() == NOTHING


def test_what_a_run_left_undone_is_about_its_own_version(cloud, sweep):
    """After the crash another version came: the refused one goes, the later one is the logger's business."""
    cloud.announce()
    refused = cloud.upload(body=b"another size")
    with interrupted(dying_on("DeleteObject")), pytest.raises(Crash):
        sweep()
    later = cloud.upload()
    assert cloud.versions() == {refused, later}
    assert sweep() == NOTHING | {"settled": 1}
    assert cloud.versions() == {later}
    assert list(cloud.audited()) == [f"swept#{refused}#decision"]
