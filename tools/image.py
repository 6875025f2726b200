"""python -m tools.image ENV: builds the container image that scans files, pushes it, and tells its address.

Its repository is made by bootstrap. Docker does the work; nothing else of Inlet needs it.
"""

import argparse
import base64
import os
import shutil
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path
from typing import Any

from local.home import Trouble
from tools.packages import BUILD, LOCKS, SOURCES

# Lambda's name of an architecture by the machine's.
PLATFORMS = {"aarch64": "linux/arm64", "x86_64": "linux/amd64"}


def context(into: Path) -> None:
    """Lays out what the image is built from. Raises Trouble when the zips are not built."""
    package = BUILD / "aws/scan.zip"
    if not package.exists():
        raise Trouble("build/aws/scan.zip is missing: make zips TARGET=aws")
    with zipfile.ZipFile(package) as zipped:
        zipped.extractall(into / "package")
    shutil.copy(LOCKS / "scan_image.txt", into / "requirements.txt")
    shutil.copy(SOURCES / "processor/scan/Dockerfile", into / "Dockerfile")


def push(ecr: Any, repository: str, tag: str, platform: str) -> str:
    """Builds and pushes; the address by digest. Raises Trouble when Docker fails."""
    registry, password = _access(ecr)
    image = f"{registry}/{repository}:{tag}"
    with tempfile.TemporaryDirectory() as folder:
        context(Path(folder))
        # Lambda takes no list of manifests, which is what an attestation makes of an image.
        _docker("build", f"--platform={platform}", "--provenance=false", f"--tag={image}", folder)
    _docker("login", "--username=AWS", "--password-stdin", registry, given=password)
    _docker("push", "--quiet", image)
    (found,) = ecr.describe_images(repositoryName=repository, imageIds=[{"imageTag": tag}])["imageDetails"]
    return f"{registry}/{repository}@{found['imageDigest']}"


def _access(ecr: Any) -> tuple[str, str]:
    """The registry of the account, and a password for it."""
    (data,) = ecr.get_authorization_token()["authorizationData"]
    _, password = base64.b64decode(data["authorizationToken"]).decode().split(":", 1)
    return str(data["proxyEndpoint"]).removeprefix("https://"), password


def _docker(*arguments: str, given: str | None = None) -> None:
    try:
        # What it says goes to stderr: stdout is for the address alone.
        done = subprocess.run(["docker", *arguments], input=given, text=True, check=False, stdout=sys.stderr)
    except FileNotFoundError:
        raise Trouble("docker is missing: https://docs.docker.com/engine/install") from None
    if done.returncode:
        raise Trouble(f"docker {arguments[0]} failed")


def main() -> int:
    """Builds for one environment. Status 1 when there is trouble."""
    import boto3  # noqa: PLC0415 - as in tools.environments

    parser = argparse.ArgumentParser(prog="python -m tools.image", description=__doc__)
    parser.add_argument("environment")
    asked = parser.parse_args()
    machine = os.environ.get("LAMBDA_MACHINE", "aarch64")
    tag = subprocess.run(["git", "rev-parse", "--short=12", "HEAD"], capture_output=True, text=True, check=False).stdout
    try:
        ecr: Any = boto3.Session(region_name=os.environ.get("AWS_REGION")).client("ecr")
        address = push(ecr, f"inlet-{asked.environment}-scan", tag.strip() or "latest", PLATFORMS[machine])
    except Trouble as trouble:
        print(f"error: {trouble}", file=sys.stderr)
        return 1
    print(f"export TF_VAR_scan_image={address}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
