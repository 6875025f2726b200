"""The client's side: pieces that fit into an event of Lambda, several at a time.

Lambda takes 6 MB of event, where a body stands in base64: 4 MiB of file make 5.6 MB. A part of a multipart upload has
at least 5 MiB, so each piece is an object of its own, which such a design has to put together afterwards; that is not
counted here.
"""

import uuid
from concurrent.futures import ThreadPoolExecutor

from bench.upload.connection import Connection
from bench.upload.source import MIB, Source
from bench.upload.storage import Stored

PIECE_BYTES = 4 * MIB


def upload(source: Source, url: str, bucket: str, parallel: int) -> list[Stored]:
    """Sends all pieces; what S3 then has, in order."""
    sizes = source.part_sizes(PIECE_BYTES)
    name = uuid.uuid4().hex
    keys = [f"{name}-{index:04}" for index in range(len(sizes))]

    def lane(first: int) -> None:
        connection = Connection(url)
        with source.path.open("rb") as file:
            for index in range(first, len(sizes), parallel):
                kind = {"Content-Type": "application/octet-stream"}
                connection.send_file(
                    "PUT", f"{url}/{keys[index]}", file, index * PIECE_BYTES, sizes[index], headers=kind
                )
        connection.close()

    with ThreadPoolExecutor(parallel) as pool:
        list(pool.map(lane, range(min(parallel, len(sizes)))))
    return [Stored(bucket, key) for key in keys]
