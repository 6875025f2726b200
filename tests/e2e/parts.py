"""A client that sends files in parts, part by part, so that tests can do it wrong."""

from dataclasses import dataclass
from typing import Any

import requests

from tests.e2e.cloud import Api, key_of

MIB = 1024 * 1024
PART = 8 * MIB
# Three whole parts and a rest; each part differs from the others.
BODY = b"".join(bytes([number]) * PART for number in (1, 2, 3)) + b"the rest"


def put(part: dict[str, Any], body: bytes) -> requests.Response:
    """Sends a part to its signed URL."""
    return requests.put(part["url"], data=body, headers=part["headers"], timeout=60)


@dataclass(frozen=True)
class Sending:
    """One announced file in parts. `parts` are those that were signed with it."""

    api: Api
    id: str
    key: str
    body: bytes
    parts: dict[int, dict[str, Any]]

    def slice(self, number: int) -> bytes:
        """The bytes of a part."""
        return self.body[(number - 1) * PART : number * PART]

    def send(self, *numbers: int) -> dict[int, str]:
        """Puts these parts, in this order, or all of them; their ETags."""
        etags = {}
        for number in numbers or self.parts:
            sent = put(self.parts[number], self.slice(number))
            assert sent.status_code == 200, sent.text
            etags[number] = sent.headers["ETag"]
        return etags

    def sign(self, *numbers: Any) -> requests.Response:
        """POST /uploads/{id}/parts."""
        return self.api("POST", f"/uploads/{self.id}/parts", json={"partNumbers": list(numbers)})

    def complete(self, **body: Any) -> requests.Response:
        """POST /uploads/{id}/complete, without a body where nothing is given."""
        more = {"json": body} if body else {}
        return self.api("POST", f"/uploads/{self.id}/complete", **more)

    def errors(self, answer: requests.Response) -> tuple[int, str, list[str]]:
        """Status, code and faults of a problem."""
        problem = answer.json()
        return answer.status_code, problem["code"], [f"{one['pointer']} {one['rule']}" for one in problem["errors"]]


def announced(api: Api, body: bytes = BODY, **file: Any) -> Sending:
    """A file that is to be sent in parts."""
    wish = {"filename": "film.mp4", "contentType": "video/mp4", "size": len(body), "method": "MULTIPART"}
    signed = api.sign(**wish | file)
    parts = {part["partNumber"]: part for part in signed["parts"]}
    return Sending(api, signed["fileId"], key_of(signed["parts"][0]["url"]), body, parts)


def listed(etags: dict[int, str]) -> list[dict[str, Any]]:
    """ETags by part number, as a client names its parts to have them joined."""
    return [{"partNumber": number, "etag": etag} for number, etag in etags.items()]
