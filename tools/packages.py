"""What goes into which zip, and what zips are built for."""

import platform
import sys
from dataclasses import dataclass

from local.home import ROOT

SOURCES = ROOT / "src"
LOCKS = ROOT / "requirements"
BUILD = ROOT / "build"


@dataclass(frozen=True)
class Package:
    """One zip: folders of src/, the AWS services that its clients talk to, and requirements/<name>.txt."""

    name: str
    sources: tuple[str, ...]
    services: tuple[str, ...]


PACKAGES = (
    Package("ingestion", ("common", "ingestion"), ("athena", "dynamodb", "s3", "sqs", "sts")),
    Package("logger", ("common", "logger"), ("dynamodb", "s3", "sesv2", "sqs")),
    Package("janitor", ("common", "processor/janitor"), ("dynamodb", "s3", "sqs")),
    Package("compactor", ("common", "processor/compactor"), ("s3",)),
    Package("verifier", ("common", "processor/verifier"), ("dynamodb", "s3", "sqs")),
    Package("aggregate", ("common", "processor/aggregate"), ("dynamodb", "sesv2", "sns")),
    Package("events", ("common", "processor/events"), ("dynamodb", "s3", "sqs")),
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
