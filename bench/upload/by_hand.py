"""A multipart upload with the least of everything: hand-made signatures, one thread a connection, sendfile(2)."""

import queue
import uuid
import xml.etree.ElementTree as ET
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

from bench.sigv4 import Signer
from bench.upload.connection import Connection
from bench.upload.source import Source
from bench.upload.storage import Stored

Part = tuple[int, int, int, str]  # number, where it starts, its size, its URL


def upload(source: Source, signer: Signer, part_size: int, parallel: int) -> list[Stored]:
    """Begins, sends `parallel` parts at a time, completes. What S3 then has."""
    key, at = uuid.uuid4().hex, datetime.now(UTC)
    control = Connection(signer.origin)
    begun = control.ask("POST", signer.url("POST", key, at, 900, query=[("uploads", "")]))
    multipart = _text(begun.body, "UploadId")
    sizes = source.part_sizes(part_size)
    urls = signer.parts(key, multipart, sizes, at, 900)
    etags = send(source, sizes, urls, parallel)
    manifest = "".join(
        f"<Part><PartNumber>{number}</PartNumber><ETag>{etag}</ETag></Part>" for number, etag in enumerate(etags, 1)
    )
    body = f"<CompleteMultipartUpload>{manifest}</CompleteMultipartUpload>".encode()
    control.ask("POST", signer.url("POST", key, at, 900, query=[("uploadId", multipart)]), body)
    control.close()
    return [Stored(signer.bucket, key)]


def send(source: Source, sizes: Sequence[int], urls: Sequence[str], parallel: int) -> list[str]:
    """Sends part i of `sizes[i]` bytes to `urls[i]`; the ETags, in order. All parts but the last are of one size."""
    parts: queue.SimpleQueue[Part] = queue.SimpleQueue()
    for index, (size, url) in enumerate(zip(sizes, urls, strict=True)):
        parts.put((index, index * sizes[0], size, url))
    etags = [""] * len(sizes)

    def work() -> None:
        connection = Connection(urls[0])
        with source.path.open("rb") as file:
            while True:
                try:
                    index, start, size, url = parts.get_nowait()
                except queue.Empty:
                    connection.close()
                    return
                etags[index] = connection.send_file("PUT", url, file, start, size).headers["ETag"]

    workers = min(parallel, len(sizes))
    with ThreadPoolExecutor(workers) as pool:
        for future in [pool.submit(work) for _ in range(workers)]:
            future.result()
    return etags


def _text(document: bytes, name: str) -> str:
    return next(found.text or "" for found in ET.fromstring(document).iter() if found.tag.endswith(name))  # noqa: S314
