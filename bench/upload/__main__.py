"""python -m bench.upload: the same file by all ways into the same S3, and into a server that keeps nothing."""

import argparse
import sys
import tempfile
from collections.abc import Sequence
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from typing import Any
from urllib.request import urlopen

from bench import report
from bench.sigv4 import Signer
from bench.upload import by_hand, by_inlet, by_s3transfer, by_tus, null_server, race, source, storage, tus_server
from bench.upload.race import LIMIT, Way
from bench.upload.source import MIB, Source
from bench.upload.through_lambda import client as lambda_client
from bench.upload.through_lambda import stack as lambda_stack
from local.home import REGION, ROOT_KEY, Trouble
from tools.embedded import PAUSED, Embedded, embedded

PART_BYTES = 8 * MIB
INLET, INLET_HASHED = "Inlet's client", "Inlet's client, with SHA-256"
TUS = "@tus/server, @tus/s3-store"


def into_s3(cloud: Embedded, file: Source, journals: Path, parallel: int, rounds: int, warm_up: int) -> race.Rates:
    """All ways into the S3 of `cloud`."""
    signer = Signer(cloud.endpoint, "", ROOT_KEY, ROOT_KEY, REGION)
    s3 = by_s3transfer.client(signer)
    bucket = storage.bucket(s3, REGION)
    signer = Signer(cloud.endpoint, bucket, ROOT_KEY, ROOT_KEY, REGION)
    inlet = by_inlet.Inlet(cloud, journals, parallel)
    url = lambda_stack.build(cloud, signer)

    def check(objects: Sequence[storage.Stored]) -> None:
        storage.verify(s3, objects, file)
        storage.remove(s3, objects)
        inlet.rest()

    def settle(upload: Any) -> None:
        check(inlet.settled(upload))

    same = by_s3transfer.same(PART_BYTES, parallel)
    with tus_server.serving(signer, PART_BYTES) as tus:
        ways = {
            LIMIT: Way(partial(by_hand.upload, file, signer, PART_BYTES, parallel), check),
            INLET: Way(partial(inlet.upload, file, checksum=False), settle),
            INLET_HASHED: Way(partial(inlet.upload, file, checksum=True), settle),
            "s3transfer, its defaults": Way(partial(by_s3transfer.upload, file, s3, bucket), check),
            "s3transfer, the same parts": Way(partial(by_s3transfer.upload, file, s3, bucket, same), check),
            TUS: Way(partial(by_tus.upload, file, tus, bucket), check),
            "through Lambda": Way(partial(lambda_client.upload, file, url, bucket, parallel), check),
        }
        rates = race.run("into the embedded S3", ways, file, rounds, warm_up)
    inlet.close()
    return rates


def into_nothing(file: Source, journals: Path, parallel: int, rounds: int, warm_up: int) -> race.Rates:
    """What clients, and the tus server, cost by themselves."""
    with ExitStack() as stack:
        url = stack.enter_context(null_server.serving(PART_BYTES))
        signer = Signer(url, "bench", ROOT_KEY, ROOT_KEY, REGION)
        s3 = by_s3transfer.client(signer)
        inlet = stack.enter_context(by_inlet.against_nothing(url, journals, parallel))
        tus = stack.enter_context(tus_server.serving(signer, PART_BYTES))

        def check(_: Any) -> None:
            taken = int(urlopen(f"{url}/taken").read())  # noqa: S310 - our own server
            if taken != file.size:
                raise storage.Wrong(f"{taken} bytes arrived of {file.size}")

        same = by_s3transfer.same(PART_BYTES, parallel)
        upload = partial(inlet.upload, file.path, method="MULTIPART")
        ways = {
            LIMIT: Way(partial(by_hand.upload, file, signer, PART_BYTES, parallel), check),
            INLET: Way(partial(upload, checksum=False), check),
            INLET_HASHED: Way(partial(upload, checksum=True), check),
            "s3transfer, its defaults": Way(partial(by_s3transfer.upload, file, s3, "bench"), check),
            "s3transfer, the same parts": Way(partial(by_s3transfer.upload, file, s3, "bench", same), check),
            TUS: Way(partial(by_tus.upload, file, tus, "bench"), check),
        }
        return race.run("into a server that keeps nothing", ways, file, rounds, warm_up)


def measure(cloud: Embedded, folder: Path, size: int, parallel: int, rounds: int, warm_up: int = 1) -> None:
    """Both tables and the goals."""
    file = source.make(folder, size)
    print(f"{size / 1e6:.0f} MB in parts of {PART_BYTES // MIB} MiB, {parallel} at a time, {warm_up} + {rounds} rounds")
    print(report.machine())
    ours = (INLET, INLET_HASHED)
    race.goals(into_s3(cloud, file, folder, parallel, rounds, warm_up), ours, [(LIMIT, 0.95), (TUS, 3.0)])
    # Many more, since each takes a fraction of a second.
    race.goals(into_nothing(file, folder, parallel, 3 * rounds, warm_up), ours, [(LIMIT, 0.95), (TUS, 3.0)])


def main() -> int:
    """Runs the bench. Status 1 when there is trouble, 0 also when a goal is missed."""
    parser = argparse.ArgumentParser(prog="python -m bench.upload", description=__doc__)
    parser.add_argument("--megabytes", type=int, default=200)
    parser.add_argument("--parallel", type=int, default=8)
    parser.add_argument("--rounds", type=int, default=5)
    asked = parser.parse_args()
    try:
        with embedded(PAUSED) as cloud, tempfile.TemporaryDirectory() as folder:
            measure(cloud, Path(folder), asked.megabytes * 10**6, asked.parallel, asked.rounds)
    except Trouble as trouble:
        print(f"error: {trouble}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
