"""What goes into which zip, and what zips are built for."""

import platform
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from local.home import ROOT

SOURCES = ROOT / "src"
LOCKS = ROOT / "requirements"
BUILD = ROOT / "build"


@dataclass(frozen=True)
class Package:
    """One zip: folders of src/, the AWS services that its clients talk to, and requirements/<name>.txt.

    Of `common` only its own modules are meant: its folders are named where they are needed.
    """

    name: str
    sources: tuple[str, ...]
    services: tuple[str, ...]

    def files(self, root: Path = SOURCES) -> Iterator[Path]:
        """All that its folders below `root` hold, but for what is hidden or made by Python."""
        for folder in self.sources:
            below = "*" if folder == "common" else "**/*"
            for file in (root / folder).glob(below):
                parts = file.relative_to(root).parts
                if file.is_file() and not any(part.startswith(".") or part == "__pycache__" for part in parts):
                    yield file


FILES, EVENTS, KEYS, MAIL, PUSHES = "common/files", "common/events", "common/keys", "common/mail", "common/pushes"
JANITOR = "common/janitor"

PACKAGES = (
    Package(
        "ingestion",
        ("common", FILES, EVENTS, JANITOR, KEYS, PUSHES, "ingestion"),
        ("athena", "dynamodb", "lambda", "s3", "sqs", "ssm", "sts"),
    ),
    Package("logger", ("common", FILES, MAIL, "logger"), ("dynamodb", "s3", "sesv2", "sqs")),
    Package("janitor", ("common", FILES, JANITOR, "processor/janitor"), ("dynamodb", "s3", "sqs")),
    Package("compactor", ("common", EVENTS, "processor/compactor"), ("dynamodb", "s3", "sqs")),
    Package("verifier", ("common", FILES, "processor/verifier"), ("dynamodb", "s3", "sqs")),
    Package("scan", ("common", FILES, "processor/scan"), ("dynamodb", "s3", "sqs")),
    Package("aggregate", ("common", EVENTS, MAIL, "processor/aggregate"), ("dynamodb", "sesv2", "sns", "sqs")),
    Package("router", ("common", FILES, "processor/router"), ("dynamodb", "s3", "sqs", "stepfunctions")),
    Package("image", ("common", FILES, "processor/image"), ("dynamodb", "rekognition", "s3", "sqs")),
    Package("inspection", ("common", FILES, "processor/inspection"), ("dynamodb", "s3", "sqs")),
    Package("text", ("common", FILES, "processor/text"), ("dynamodb", "s3", "sqs")),
    Package("table", ("common", FILES, "processor/table"), ("dynamodb", "s3", "sqs")),
    Package("finish", ("common", FILES, "processor/finish"), ("dynamodb", "s3", "sqs")),
    Package("pdf", ("common", FILES, "processor/pdf"), ("dynamodb", "s3", "sqs")),
    Package("history", ("common", FILES, "processor/history"), ("dynamodb", "s3", "sqs")),
    Package("quarantine", ("common", FILES, "processor/quarantine"), ("dynamodb", "s3", "sqs")),
    Package(
        "pushes",
        ("common", FILES, PUSHES, "processor/outbox", "processor/pusher"),
        ("apigatewaymanagementapi", "dynamodb", "s3", "sns", "sqs"),
    ),
    Package("events", ("common", EVENTS, "processor/events"), ("dynamodb", "s3", "sqs")),
)


@dataclass(frozen=True)
class Target:
    """What the zips run on: a Python as "3.13", a machine as "aarch64"; `platforms` are pip's names for the latter."""

    name: str
    python: str
    machine: str
    platforms: tuple[str, ...]


def local() -> Target:
    """This interpreter on this machine: the embedded cloud runs functions with it."""
    return Target("local", "{}.{}".format(*sys.version_info), platform.machine(), ())


def aws(python: str, machine: str) -> Target:
    """Lambda's runtime. From Python 3.12 on it is Amazon Linux 2023 with glibc 2.34, before that 2 with 2.26."""
    glibcs = ("manylinux2014", "manylinux_2_17") + (("manylinux_2_28",) if python != "3.11" else ())
    return Target("aws", python, machine, tuple(f"{glibc}_{machine}" for glibc in glibcs))
