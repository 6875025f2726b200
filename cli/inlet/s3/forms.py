"""A POST form with one file, as a browser sends it (RFC 7578)."""

import uuid
from collections.abc import Iterable, Iterator, Mapping


class Form:
    """The fields and the frame around a file's bytes. S3 passes over what stands after the file, so it comes last."""

    def __init__(self, fields: Mapping[str, str]) -> None:
        boundary = f"inlet-{uuid.uuid4().hex}"
        parts = [
            f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
            for name, value in fields.items()
        ]
        # S3 takes name and type from the fields; the API knows them from the promise.
        parts.append(f'--{boundary}\r\nContent-Disposition: form-data; name="file"; filename="file"\r\n\r\n')
        self._head = "".join(parts).encode()
        self._tail = f"\r\n--{boundary}--\r\n".encode()
        self.content_type = f"multipart/form-data; boundary={boundary}"

    def length(self, size: int) -> int:
        """The bytes of the whole body around a file of `size`."""
        return len(self._head) + size + len(self._tail)

    def around(self, blocks: Iterable[memoryview]) -> Iterator[memoryview | bytes]:
        """The body."""
        yield self._head
        yield from blocks
        yield self._tail
