from threading import Event

import pytest

from inlet.errors import TransferError
from inlet.network.retry import Backoff
from inlet.s3.delivery import Stopped, deliver
from inlet.s3.request import Reply, Signed
from tests.unit.inlet.world import lost

QUICK = Backoff(retries=3, first_seconds=0.0001, longest_seconds=0.0001)
TAKEN = Reply(200, "etag", "")
SLOW = Reply(503, "", "SlowDown")
DENIED = Reply(403, "", "AccessDenied")
GONE = Reply(404, "", "NoSuchUpload")
EXISTS = Reply(412, "", "PreconditionFailed")
LOST = lost()


class Wire:
    """S3 by script; signatures are counted."""

    def __init__(self, *script: Reply | Exception) -> None:
        self.script = list(script)
        self.signatures = 1
        self.stop = Event()

    def sign(self, refused: Signed | None) -> Signed:
        self.signatures += refused is not None
        return Signed("PUT", str(self.signatures), {}, 0)

    def send(self, to: Signed) -> Reply:
        now = self.script.pop(0)
        if isinstance(now, Exception):
            raise now
        return now

    def run(self) -> Reply:
        return deliver(self.sign, self.send, backoff=QUICK, stop=self.stop)


@pytest.mark.parametrize(
    ("script", "last", "signatures"),
    [
        ([TAKEN], TAKEN, 1),
        ([SLOW, LOST, SLOW, TAKEN], TAKEN, 1),
        ([DENIED, TAKEN], TAKEN, 2),
        ([SLOW, DENIED, LOST, DENIED, TAKEN], TAKEN, 3),
        ([LOST, EXISTS], EXISTS, 1),
    ],
)
def test_goes_on_until_it_is_taken(script, last, signatures):
    wire = Wire(*script)
    assert wire.run() is last
    assert (wire.script, wire.signatures) == ([], signatures)


@pytest.mark.parametrize(
    ("script", "told", "status"),
    [
        ([GONE], "S3 answered 404 NoSuchUpload", 404),
        ([DENIED, DENIED], "S3 answered 403 AccessDenied", 403),
        ([SLOW] * 4, "given up after 4 attempts: S3 answered 503 SlowDown", 503),
        ([LOST] * 4, r"given up after 4 attempts: the connection to S3 was lost \(ProtocolError\)", None),
    ],
)
def test_gives_up_with_a_reason(script, told, status):
    wire = Wire(*script, TAKEN)
    with pytest.raises(TransferError, match=told) as failure:
        wire.run()
    assert failure.value.status == status
    assert wire.script == [TAKEN]


def test_a_stop_ends_the_pause():
    wire = Wire(SLOW, TAKEN)
    wire.stop.set()
    with pytest.raises(Stopped):
        wire.run()
