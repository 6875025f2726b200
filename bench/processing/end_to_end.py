"""From the end of an upload to its thumbnail, on the embedded AWS: a 12-megapixel JPEG through the whole of processing.

S3 → EventBridge → SQS → router → Step Functions: inspect, scan by clamd, image, finish. The clock runs from S3's answer
to the PUT until `GET /uploads/{id}`, asked for ten times a second, names the thumbnail; and until all is done.
"""

import time
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import urllib3

from bench import report
from bench.processing.images import photos
from bench.rounds import Times
from local.home import Trouble
from local.outputs import outputs
from local.signin import sign_in
from local.users import user
from tools.embedded import Embedded, embedded

GOAL_SECONDS = 1.0
# Asking more often would take from the one process that does the work.
_POLL_SECONDS = 0.1
_PATIENCE_SECONDS = 120


def measure(count: int) -> None:
    """Prints a table and the goal: medians of `count` uploads, one after the other, after two that start functions."""
    with embedded() as cloud, TemporaryDirectory() as scratch:
        photo = photos(Path(scratch))["JPEG"].read_bytes()
        taken = _uploads(cloud, photo, count)
    rows = [
        (name, *map(report.milliseconds, (times.median, min(times.seconds), max(times.seconds))))
        for name, times in taken.items()
    ]
    print(f"\n{report.table(('PUT of 12 MP answered → …, embedded AWS, ms', 'median', 'least', 'most'), rows)}\n")
    median = taken["thumbnail"].median
    said = f"thumbnail ready after {median:.2f} s (goal: < {GOAL_SECONDS:.0f} s)"
    print(report.goal(median < GOAL_SECONDS, said))


def _uploads(cloud: Embedded, photo: bytes, count: int) -> dict[str, Times]:
    made = outputs(cloud.place)
    token = sign_in(user("bench", cloud.place, made), made).access
    taken = []
    with urllib3.PoolManager(headers={"Authorization": f"Bearer {token}"}, retries=False, timeout=30) as http:
        for turn in range(count + 2):
            seconds = _upload(http, made.api_url, photo)
            if turn >= 2:
                taken.append(seconds)
    thumbnail, completed = zip(*taken, strict=True)
    return {"thumbnail": Times(thumbnail), "completed": Times(completed)}


def _upload(http: urllib3.PoolManager, api: str, photo: bytes) -> tuple[float, float]:
    """Seconds until the thumbnail of one upload, and until it was completed. Raises Trouble when it fails."""
    asked = f"{api}/upload?filename=photo.jpg&contentType=image/jpeg&size={len(photo)}"
    signed = _told(http.request("GET", asked))
    stored = urllib3.request(
        signed["method"], signed["url"], body=photo, headers=signed["headers"], retries=False, timeout=30
    )
    began = time.perf_counter()
    if stored.status != 200:
        raise Trouble(f"S3 answered {stored.status} to the upload")
    thumbnail = None
    while (waited := time.perf_counter() - began) < _PATIENCE_SECONDS:
        upload = _told(http.request("GET", f"{api}/uploads/{signed['fileId']}"))
        now = time.perf_counter() - began
        if upload.get("thumbnailUrl"):
            thumbnail = thumbnail or now
        if upload["status"] == "completed" and thumbnail:
            return thumbnail, now
        if upload["status"] not in ("pending", "uploaded", "processing"):
            raise Trouble(f"the photo ended as {upload['status']}: {upload['reason']}")
        time.sleep(_POLL_SECONDS)
    raise Trouble(f"no thumbnail after {waited:.0f} s")


def _told(answer: Any) -> dict[str, Any]:
    if answer.status != 200:
        raise Trouble(f"the API answered {answer.status}: {answer.data.decode(errors='replace')}")
    told: dict[str, Any] = answer.json()
    return told
