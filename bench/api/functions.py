"""The functions as Lambda would have them: environment, handler and the unpacked zip that each was made of."""

import base64
import hashlib
import shutil
from dataclasses import dataclass
from pathlib import Path

from local.home import ROOT, aws_settings
from local.outputs import client
from tools.embedded import Embedded

BUILT = ROOT / "build/local"


@dataclass(frozen=True)
class Function:
    """One function; `folder` is /var/task."""

    name: str
    package: str
    folder: Path
    handler: str
    environment: dict[str, str]


def functions(cloud: Embedded, scratch: Path) -> list[Function]:
    """All functions of the cloud. Their zips are unpacked below `scratch`."""
    aws = client("lambda", cloud.place)
    zips = {_digest(file): file for file in BUILT.glob("*.zip")}
    found = []
    for name, full_name in sorted(cloud.outputs["functions"].items()):
        told = aws.get_function_configuration(FunctionName=full_name)
        file = zips[told["CodeSha256"]]
        folder = scratch / file.stem
        if not folder.exists():
            shutil.unpack_archive(file, folder)
        # As on Lambda, but for who asks: root, whom IAM need not be asked about.
        environment = {"AWS_LAMBDA_FUNCTION_NAME": full_name} | told.get("Environment", {}).get("Variables", {})
        environment |= aws_settings(cloud.endpoint)
        found.append(Function(name, file.stem, folder, told["Handler"], environment))
    return found


def _digest(file: Path) -> str:
    return base64.b64encode(hashlib.sha256(file.read_bytes()).digest()).decode()
