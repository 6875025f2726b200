"""Inlet's own client, as a program uses it: from the promise to the completed upload."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bench.upload.source import Source
from bench.upload.storage import Stored
from inlet import Client, Upload
from local import queues
from local.outputs import client, outputs
from local.signin import sign_in
from local.users import user
from tools.embedded import Embedded


class Inlet:
    """The API of an embedded cloud with somebody signed in to it."""

    def __init__(self, cloud: Embedded, journals: Path, parallel: int) -> None:
        made = outputs(cloud.place)
        self._token = sign_in(user("bench", cloud.place, made), made).access
        self._bucket = made.uploads_bucket
        self._client = Client(made.api_url, self._token, state_dir=journals, parallel=parallel)
        self._s3 = client("s3", cloud.place)
        self._sqs = client("sqs", cloud.place)
        self._queues = queues.worked_off(cloud.outputs["queues"], cloud.place)

    def upload(self, source: Source, *, checksum: bool) -> Upload:
        """Uploads in parts, with or without the hash of the whole."""
        return self._client.upload(source.path, checksum=checksum, method="MULTIPART")

    def settled(self, upload: Upload) -> list[Stored]:
        """Where the object is, once Inlet has looked at it and nothing of that is still under way."""
        self._client.wait(upload.file_id)
        self.rest()
        found = self._s3.list_objects_v2(Bucket=self._bucket)["Contents"]
        return [Stored(self._bucket, one["Key"]) for one in found if one["Key"].endswith(upload.file_id)]

    def rest(self) -> None:
        """Waits until the queues are empty: what is done behind one upload must not burden the next."""
        while any(queues.waiting(self._sqs, url) for url in self._queues):
            time.sleep(0.05)

    def close(self) -> None:
        """Ends its connections."""
        self._client.close()


@contextmanager
def against_nothing(url: str, journals: Path, parallel: int) -> Iterator[Client]:
    """The same client at the server that keeps nothing."""
    with Client(url, "token", state_dir=journals, parallel=parallel) as made:
        yield made
