"""A ring of keys as a parameter of SSM holds it, remembered by this container for a while.

The clock is that of the requests. A container that nobody calls is frozen, and its own clocks perhaps with it.
"""

from collections.abc import Container
from datetime import UTC, datetime, timedelta
from functools import cache

from botocore.exceptions import ClientError

from common import aws, logs
from common.errors import Busy, KeysMissing
from common.keys import ring
from common.keys.ring import Ring

# A key that is rotated out is believed, and the one before it signs, for an hour more.
FRESH = timedelta(hours=1)
# Whoever makes up ids of keys makes us ask SSM once a minute.
AGAIN = timedelta(minutes=1)
_LONG_AGO = datetime.min.replace(tzinfo=UTC)


class KeptRing:
    """The keys in the parameter of this name. It is not read before a key is wanted."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._ring: Ring | None = None
        self._read_at = _LONG_AGO
        self._sought_at = _LONG_AGO  # when a key that was not known was last looked for

    def current(self, at: datetime) -> tuple[str, bytes]:
        """The id and the secret of the key that signs at `at`. Raises Busy, and KeysMissing when there is none."""
        found = self._kept(at)
        return found.current, found.keys[found.current]

    def find(self, key_id: str, at: datetime) -> bytes | None:
        """The secret of the key of this id; None when it is not known at `at`. Raises Busy, KeysMissing."""
        found = self._kept(at)
        if key_id not in found.keys:
            found = self._sought(found, at)
        return found.keys.get(key_id)

    def among(self, known: Container[str], at: datetime) -> tuple[str, bytes]:
        """Id and secret of a key whose id others know: of the one that signs at `at`, if they do. Raises Busy.

        Raises KeysMissing when they know none of them.
        """
        found = self._kept(at)
        if not any(key_id in known for key_id in found.keys):
            found = self._sought(found, at)
        for key_id in (found.current, *found.keys):
            if key_id in known:
                return key_id, found.keys[key_id]
        logs.failure("none of the keys is known to who has to verify: deploy this environment", parameter=self._name)
        raise KeysMissing

    def _sought(self, found: Ring, at: datetime) -> Ring:
        """The keys as they are now, unless somebody had us look a moment ago; then those that were `found`."""
        if at <= self._read_at or at - self._sought_at < AGAIN:
            return found
        now, self._sought_at = self._read(at), at
        return now

    def _kept(self, at: datetime) -> Ring:
        if self._ring is None:
            return self._read(at)
        if at - self._read_at >= FRESH:
            try:
                return self._read(at)
            except Busy:
                logs.failure("keys could not be read again", parameter=self._name)
                self._read_at = at - FRESH + AGAIN
        return self._ring

    def _read(self, at: datetime) -> Ring:
        try:
            with aws.calling():
                answer = aws.ssm().get_parameter(Name=self._name, WithDecryption=True)
            self._ring, self._read_at = ring.parse(answer["Parameter"]["Value"]), at
        except ClientError as failure:
            if aws.code(failure) != "ParameterNotFound":
                raise
            logs.failure("there are no keys: run make keys for this environment", parameter=self._name)
            raise KeysMissing from None
        except ValueError:
            logs.failure("this holds no keys: delete it, then run make keys for this environment", parameter=self._name)
            raise KeysMissing from None
        return self._ring


@cache
def of(name: str) -> KeptRing:
    """The ring in the parameter of this name, one for all requests of this container."""
    return KeptRing(name)
