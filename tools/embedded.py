"""An embedded cloud of one's own, beside whatever the user has running: for tests and benches."""

import dataclasses
import json
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self

from local import ports
from local.emulator import PYTHON
from local.home import ROOT, Home, Trouble
from tools.environments import without_aws

# For what is about other things: files stay uploaded, and cost no time of the machine.
PAUSED = {"TF_VAR_processing": json.dumps({"paused": True})}


@dataclass(frozen=True)
class Embedded:
    """A running embedded cloud; `outputs` are Terraform's, once the local environment is applied."""

    folder: Path
    port: int
    variables: Mapping[str, str]
    outputs: dict[str, Any] = field(default_factory=dict)

    @classmethod
    def started(cls, folder: Path, variables: Mapping[str, str], port: int | None = None) -> Self:
        """A running cloud in `folder`, empty unless it was there before. Raises Trouble when it does not start."""
        folder.mkdir(parents=True, exist_ok=True)
        cloud = cls(folder, port or ports.unused(), variables)
        cloud.run("local.cloud", "start")
        return cloud

    @property
    def endpoint(self) -> str:
        """The URL at which it takes calls of AWS."""
        return f"http://{ports.HOST}:{self.port}"

    @property
    def place(self) -> Home:
        """Where it keeps its things."""
        return Home(self.folder, self.port)

    @property
    def environment(self) -> dict[str, str]:
        """For commands that are to find this cloud."""
        place = {"INLET_HOME": str(self.folder), "INLET_PORT": str(self.port), "PYTHONPATH": "src:cli:."}
        # Terraform, which is Go, takes a fifth less time where its collector may let memory grow, to half a gigabyte.
        return without_aws(dict(os.environ)) | place | {"GOGC": "400"} | dict(self.variables)

    def run(self, *arguments: str) -> str:
        """Runs a module of ours with the interpreter of the embedded cloud; its output. Raises Trouble with it."""
        command = [str(PYTHON), "-m", *arguments]
        done = subprocess.run(command, cwd=ROOT, env=self.environment, capture_output=True, text=True, check=False)
        if done.returncode:
            raise Trouble(f"{' '.join(arguments)} failed\n{done.stdout}\n{done.stderr}")
        return done.stdout

    def applied(self) -> Self:
        """The same cloud with terraform/environments/local in it, made of the zips that are built."""
        self.run("tools.terraform", "apply", "local")
        self.run("tools.keys", "make", "local")
        return dataclasses.replace(self, outputs=json.loads(self.place.outputs.read_text()))


@contextmanager
def embedded(variables: Mapping[str, str] | None = None) -> Iterator[Embedded]:
    """A cloud with the local environment of this checkout in it. Afterwards nothing of it is left."""
    folder = Path(tempfile.mkdtemp(prefix="inlet-"))
    try:
        cloud = Embedded.started(folder, variables or {})
        try:
            cloud.run("tools.zips", "local")
            yield cloud.applied()
        finally:
            cloud.run("local.cloud", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)
