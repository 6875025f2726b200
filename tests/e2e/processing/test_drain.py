"""Many files at once, fed to the router by Lambda itself: all come to their end, and no more run at once than may."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.e2e import by_hand, executions
from tests.e2e.cloud import eventually
from tests.e2e.processing.conftest import SETTLED
from tests.scanner.conftest import EICAR

FILES = 10
AT_ONCE = 2


def content(number):
    """Mostly texts; one of ten is infected, one another thing than it is said to be."""
    return {3: (EICAR, "quarantined"), 7: (b"\x7fELF" + bytes(60), "failed")}.get(
        number % 10, (b"file %d\n" % number, "completed")
    )


@pytest.fixture
def sent(processing, alice):
    """Sends the files, all at once; the keys of their objects, by which each is to end as it must."""

    def send():
        contents = [content(number) for number in range(FILES)]
        with ThreadPoolExecutor(8) as pool:
            keys = pool.map(lambda one: processing.uploaded(alice, body=one[0]), contents)
            return dict(zip(keys, (end for _, end in contents), strict=True))

    return send


def test_all_come_to_their_end_and_never_more_than_two_run_at_once(cloud, sent):
    since = cloud.call_log.stat().st_size
    queue = cloud.outputs["queues"]["processing"]["url"]

    def left():
        names = ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"]
        told = cloud.root("sqs").get_queue_attributes(QueueUrl=queue, AttributeNames=names)["Attributes"]
        return sum(map(int, told.values()))

    with by_hand.processing(cloud, batch=1, at_once=AT_ONCE):
        meant = sent()

        def ended():
            if left():
                return None
            found = {key: cloud.catalogue(key)["status"] for key in meant}
            return all(status in SETTLED for status in found.values()) and found

        assert eventually(ended, 240) == meant  # what AWS is too busy for comes again a minute later
    runs = executions.spans(cloud.call_log, cloud.outputs["functions"]["router"], since)
    assert len(runs) >= FILES
    assert executions.at_once(runs) == AT_ONCE
    assert cloud.dead_letters(queue="processing") == []
