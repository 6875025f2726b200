"""What Terraform is told for each environment: its variables, its backend, its credentials.

python -m tools.environments ENV: whether it can be reached, before anything is built for it.
"""

import argparse
import os
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from local import cloud
from local.home import REGION, ROOT, ROOT_KEY, Home, Trouble, aws_settings, home
from tools import clamav

FOLDER = ROOT / "terraform/environments"


@dataclass(frozen=True)
class Environment:
    """One folder of terraform/environments, ready to be worked on."""

    name: str
    folder: Path
    data: Path  # where Terraform's own files of it are kept
    backend: dict[str, str]
    settings: dict[str, str]  # the process environment of Terraform


def names() -> list[str]:
    """The environments that there are."""
    return sorted(folder.name for folder in FOLDER.iterdir() if (folder / "main.tf").exists())


def environment(name: str) -> Environment:
    """The environment called `name`. Raises Trouble when there is none, or when it cannot be reached."""
    if name not in names():
        given = f", not {name!r}" if name else ", as in ENV=dev"
        raise Trouble(f"ENV must be one of {', '.join(names())}{given}")
    place = home()
    return _local(place) if name == "local" else _remote(name, place)


def client(name: str, service: Any) -> Any:
    """A boto3 client of `service` where the environment called `name` is. Raises Trouble as `environment` does."""
    import boto3  # noqa: PLC0415 - as in _caller

    found = environment(name)
    if name != "local":
        return boto3.client(service, region_name=os.environ.get("AWS_REGION"))
    session = boto3.Session(ROOT_KEY, ROOT_KEY, region_name=REGION)
    return session.client(service, endpoint_url=found.settings["AWS_ENDPOINT_URL"])


def without_aws(variables: dict[str, str]) -> dict[str, str]:
    """`variables` less what points at somebody's real account."""
    return {name: value for name, value in variables.items() if not name.startswith("AWS_")}


def bootstrap() -> Environment:
    """What exists once an account. Its state is a file here: it makes the bucket that the others keep theirs in."""
    account, _ = _caller()
    data = home().terraform / f"bootstrap-{account}"
    return Environment(
        "bootstrap", ROOT / "terraform/bootstrap", data, {"path": str(data / "terraform.tfstate")}, terraform_settings()
    )


def _local(place: Home) -> Environment:
    endpoint = cloud.endpoint(place)
    data = place.terraform / "local"
    settings = without_aws(terraform_settings()) | aws_settings(endpoint) | {"TF_VAR_endpoint": endpoint}
    if clamd := clamav.find():
        settings["TF_VAR_clamd"] = str(clamd)
    else:
        settings.setdefault("TF_VAR_scanner", "none")  # tools.clamav has said so
    return Environment("local", FOLDER / "local", data, {"path": str(data / "terraform.tfstate")}, settings)


def _remote(name: str, place: Home) -> Environment:
    account, region = _caller()
    backend = {"bucket": f"inlet-tfstate-{account}", "key": f"{name}/terraform.tfstate", "region": region}
    if "AWS_ENDPOINT_URL" in os.environ:  # not AWS itself
        backend |= {
            "use_path_style": "true",
            "skip_credentials_validation": "true",
            "skip_requesting_account_id": "true",
        }
    return Environment(name, FOLDER / name, place.terraform / name, backend, terraform_settings())


def _caller() -> tuple[str, str]:
    """Account and region that the credentials of this shell lead to."""
    import boto3  # noqa: PLC0415 - it takes as long to load as all the rest of a local run
    from botocore.exceptions import BotoCoreError, ClientError  # noqa: PLC0415

    session = boto3.Session(region_name=os.environ.get("AWS_REGION"))  # which Terraform reads and boto3 does not
    try:
        return session.client("sts").get_caller_identity()["Account"], str(session.region_name)
    except (BotoCoreError, ClientError) as error:
        raise Trouble(f"AWS does not tell who you are ({error}): set a region and credentials") from error


def terraform_settings() -> dict[str, str]:
    """This shell's environment without what makes Terraform talk of things that do not concern us."""
    settings = dict(os.environ)
    configuration = settings.get("TF_CLI_CONFIG_FILE")
    if configuration and not os.access(configuration, os.R_OK):  # Terraform would warn at each step
        del settings["TF_CLI_CONFIG_FILE"]
    return settings | {"TF_IN_AUTOMATION": "1", "CHECKPOINT_DISABLE": "1"}


def main() -> int:
    """Looks for one environment. Status 1 when there is none of that name, or no credentials lead to it."""
    parser = argparse.ArgumentParser(prog="python -m tools.environments", description=__doc__)
    parser.add_argument("environment")
    try:
        environment(parser.parse_args().environment)
    except Trouble as trouble:
        print(f"error: {trouble}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
