"""A sweeper that dies at any call: the next run makes everything as if it never had."""

import pytest

from common import queues
from tests.unit.cloud import PNG, Crash, dying_at, dying_on, interrupted, pending
from tests.unit.janitor.test_sweeper import NOTHING


@pytest.mark.parametrize("moment", ["before-call", "after-call"])
@pytest.mark.parametrize(
    ("body", "sha256"),
    [(None, None), (PNG, None), (b"another size", None), (PNG, "ab" * 32)],
    ids=["never came", "as promised", "another size", "to be verified"],
)
def test_a_crash_at_any_call_is_mended_by_the_next_run(cloud, sweep, two_shards, body, sha256, moment):
    def scene():
        cloud.clear()
        queues._url.cache_clear()
        cloud.announce(pending(sha256=sha256))
        return cloud.upload(body=body) if body else "none"

    def state(version):
        row, *places = cloud.items(cloud.catalog)
        row.pop("uploadedAt", None)  # S3's clock
        audited = [{k: v for k, v in each.items() if k != "hour"} for each in cloud.items(cloud.audit)]
        # The last thing done before a crash may be a request: then it is made a second time.
        requests = set(cloud.bodies(cloud.verifications))
        return repr((row, places, audited, cloud.versions(), requests)).replace(version, "<version>")

    version, calls = scene(), list[str]()
    with interrupted(calls.append):
        sweep()
    expected = state(version)
    assert ("'pending'" in expected) is bool(sha256)
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
