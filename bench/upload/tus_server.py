"""@tus/server with @tus/s3-store, from npm by its lock, as a process of its own."""

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager

from bench import npm
from bench.sigv4 import Signer
from local.home import ROOT, Trouble

HERE = ROOT / "bench/tus"


@contextmanager
def serving(signer: Signer, part_size: int) -> Iterator[str]:
    """The URL at which it takes uploads into the signer's bucket. Raises Trouble when it does not start."""
    settings = {
        "S3_ENDPOINT": signer.origin,
        "S3_BUCKET": signer.bucket,
        "S3_KEY": signer.access_key,
        "S3_SECRET": signer.secret_key,
        "S3_REGION": signer.region,
        "PART_SIZE": str(part_size),
    }
    command = ["node", str(npm.installed(HERE, "server.mjs") / "server.mjs")]
    quiet = {"NODE_NO_WARNINGS": "1"}  # of Node versions that the AWS SDK will want next year
    environment = {"PATH": os.environ["PATH"]} | quiet | settings
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) as process:
        try:
            port = (process.stdout.readline() if process.stdout else "").strip()
            if not port:
                raise Trouble("the tus server did not start")
            yield f"http://127.0.0.1:{port}/files"
        finally:
            process.terminate()
