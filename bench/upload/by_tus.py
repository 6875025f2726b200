"""A resumable upload by tus 1.0: POST, then PATCH. The client is the least there can be, so the server is measured.

https://tus.io/protocols/resumable-upload
"""

from urllib.parse import urlsplit

from bench.upload.connection import Connection, Refused
from bench.upload.source import Source
from bench.upload.storage import Stored

VERSION = {"Tus-Resumable": "1.0.0"}


def upload(source: Source, endpoint: str, bucket: str) -> list[Stored]:
    """Sends all in one PATCH, which no client can do faster. Raises Refused when the server has less afterwards."""
    connection = Connection(endpoint)
    created = connection.ask("POST", endpoint, headers=VERSION | {"Upload-Length": str(source.size)})
    url = created.headers["Location"]
    headers = VERSION | {"Upload-Offset": "0", "Content-Type": "application/offset+octet-stream"}
    with source.path.open("rb") as file:
        sent = connection.send_file("PATCH", url, file, 0, source.size, headers)
    connection.close()
    if sent.headers["Upload-Offset"] != str(source.size):
        raise Refused(f"the server has {sent.headers['Upload-Offset']} bytes")
    return [Stored(bucket, urlsplit(url).path.rpartition("/")[2])]
