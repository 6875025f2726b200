"""Sending one body to S3 until it is taken: pauses, repetition, fresh signatures."""

from collections.abc import Callable
from threading import Event

from urllib3.exceptions import HTTPError

from inlet.errors import InletError, TransferError
from inlet.network.retry import Backoff, retry_after_seconds
from inlet.s3.request import Meaning, Reply, Signed


class Stopped(InletError):
    """The upload that this was a part of has come to its end elsewhere."""


def deliver(
    sign: Callable[[Signed | None], Signed], send: Callable[[Signed], Reply], *, backoff: Backoff, stop: Event
) -> Reply:
    """S3's answer that it has the body, or had it already.

    `sign` gives a signed request; it is told the last one if S3 refused its signature, and gives another then. Raises
    TransferError when S3 says no for good or too often, Stopped when `stop` is set, and what `sign` and `send` raise.
    """
    failures = 0
    refused: Signed | None = None
    while True:
        signed = sign(refused)
        wanted_seconds = 0.0
        try:
            reply = send(signed)
        except HTTPError as lost:
            refused = None
            failure = TransferError(f"the connection to S3 was lost ({type(lost).__name__})")
        else:
            if reply.meaning in (Meaning.TAKEN, Meaning.EXISTS):
                return reply
            failure = TransferError(f"S3 answered {reply.status} {reply.code}".rstrip(), reply.status, reply.code)
            # A signature that was made a moment ago and is refused as well will not get better.
            if reply.meaning is Meaning.NEVER or (reply.meaning is Meaning.SIGN_AGAIN and refused):
                raise failure
            refused = signed if reply.meaning is Meaning.SIGN_AGAIN else None
            if refused:
                continue
            wanted_seconds = retry_after_seconds(reply.retry_after)
        failures += 1
        if failures > backoff.retries:
            reason = f"given up after {failures} attempts: {failure}"
            raise TransferError(reason, failure.status, failure.code, passing=True)
        if stop.wait(backoff.pause_seconds(failures, wanted_seconds)):
            raise Stopped("stopped")
