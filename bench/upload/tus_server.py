"""@tus/server with @tus/s3-store, from npm by its lock, as a process of its own."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bench.sigv4 import Signer
from local.home import ROOT, Trouble

HERE = ROOT / "bench/tus"
FILES = ("package.json", "package-lock.json", "server.mjs")


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
    command = ["node", str(_installed() / "server.mjs")]
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


def _installed() -> Path:
    """The folder with the server and its packages, which npm fetches once and when the lock changes."""
    folder = ROOT / "build/tus"
    if not all((folder / name).exists() and _same(name, folder) for name in FILES):
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        command = ["npm", "ci", "--no-audit", "--no-fund", "--loglevel=error"]
        for name in FILES[:2]:
            shutil.copy(HERE / name, folder)
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
        if done.returncode:
            raise Trouble(f"npm could not fetch the tus server:\n{done.stdout}{done.stderr}")
        shutil.copy(HERE / FILES[2], folder)  # last, so that what was begun and not finished does not count
    return folder


def _same(name: str, folder: Path) -> bool:
    return (folder / name).read_bytes() == (HERE / name).read_bytes()
