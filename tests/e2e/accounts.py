"""AWS accounts side by side in one embedded cloud: what those who deploy dev and prod work with."""

import contextlib
import json
import subprocess
from collections.abc import Callable
from dataclasses import dataclass, fields
from functools import cache, cached_property
from pathlib import Path
from typing import Any

import boto3

from local import emulator
from local.home import REGION, ROOT
from local.outputs import Outputs
from local.signin import sign_in
from local.users import User
from tests.e2e.cloud import Api
from tests.e2e.tls_cloud import TlsCloud
from tools.environments import FOLDER, terraform_settings, without_aws

PASSWORD = "Correct-horse-7-battery"


@dataclass(frozen=True)
class Account:
    """An account with one environment in it, as its administrator sees it."""

    id: str
    environment: str
    cloud: TlsCloud
    folder: Path  # where Terraform's files are kept: the INLET_HOME of whoever deploys
    cdn: bool = False  # whether its downloads go through CloudFront

    @property
    def shell(self) -> dict[str, str]:
        """The environment variables of the administrator's shell."""
        credentials = {"AWS_ACCESS_KEY_ID": self.id, "AWS_SECRET_ACCESS_KEY": "test", "AWS_REGION": REGION}
        ours = {"INLET_HOME": str(self.folder), "PYTHONPATH": "src:cli:.", "CI": "1"}
        # Functions really run, on the interpreter that the local zips are made for.
        variables = {
            "TF_VAR_packages_dir": str(ROOT / "build/local"),
            "TF_VAR_environments": json.dumps([self.environment]),
            "TF_VAR_scanner": "none",  # ClamAV comes in a container image, which nobody here runs
            "TF_VAR_cdn": json.dumps({"enabled": self.cdn}),
        }
        return without_aws(terraform_settings()) | self.cloud.trust | credentials | ours | variables

    def try_terraform(self, command: str, **variables: str) -> subprocess.CompletedProcess[str]:
        """What `make <command> ENV=…` does once the zips are built, without a terminal."""
        return subprocess.run(
            [emulator.PYTHON, "-m", "tools.terraform", command, self.environment],
            cwd=ROOT,
            env=self.shell | variables,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )

    def terraform(self, command: str, **variables: str) -> None:
        """The same, which has to go well."""
        done = self.try_terraform(command, **variables)
        assert done.returncode == 0, f"{command} {self.environment}\n{done.stdout}\n{done.stderr}"

    def keys(self, command: str) -> None:
        """What `make deploy` and `make destroy` do about the keys that the API signs with."""
        told = ["-m", "tools.keys", command, self.environment]
        subprocess.run([emulator.PYTHON, *told], cwd=ROOT, env=self.shell, check=True, capture_output=True)

    def planned(self) -> set[tuple[str, str]]:
        """What deploying once more would do: type of resource, action."""
        command = ["terraform", f"-chdir={FOLDER / self.environment}", "plan", "-json", "-input=false"]
        data = {"TF_DATA_DIR": str(self.folder / "terraform" / self.environment / "data")}
        done = subprocess.run(command, env=self.shell | data, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout
        told = [json.loads(line) for line in done.stdout.splitlines()]
        changes = [message["change"] for message in told if message["type"] == "planned_change"]
        return {(change["resource"]["resource_type"], change["action"]) for change in changes}

    def client(self, service: Any) -> Any:
        """The administrator's client of `service`."""
        return _client(self.id, service)

    @property
    def state_bucket(self) -> str:
        return f"inlet-tfstate-{self.id}"

    def state_objects(self) -> set[str]:
        """The keys in the bucket of Terraform's state."""
        listed = self.client("s3").list_objects_v2(Bucket=self.state_bucket)
        return {found["Key"] for found in listed.get("Contents", [])}

    def state(self) -> str:
        """Terraform's state, as it lies in the account."""
        key = f"{self.environment}/terraform.tfstate"
        answer = self.client("s3").get_object(Bucket=self.state_bucket, Key=key)
        return str(answer["Body"].read().decode())

    @cached_property
    def outputs(self) -> dict[str, Any]:
        """What deploying answered."""
        return {name: output["value"] for name, output in json.loads(self.state())["outputs"].items()}

    def signed_in(self, email: str) -> Api:
        """The API as somebody uses it whom the administrator has invited."""
        users = self.client("cognito-idp")
        pool = {"UserPoolId": self.outputs["user_pool_id"], "Username": email}
        with contextlib.suppress(users.exceptions.UsernameExistsException):
            users.admin_create_user(**pool, MessageAction="SUPPRESS")
        users.admin_set_user_password(**pool, Password=PASSWORD, Permanent=True)
        self.cloud.serve(self.id)
        told = {field.name: self.outputs[field.name] for field in fields(Outputs)}
        made = Outputs(**told | {"sign_in_url": self.cloud.endpoint})  # the emulator serves it on its one port
        return self.api(sign_in(User(email, PASSWORD), made).access)

    def api(self, token: str | None = None) -> Api:
        """The API of this environment."""
        self.cloud.serve(self.id)
        return Api(f"{self.cloud.endpoint}/_aws/execute-api/{self.outputs['api_id']}", token)

    def audited(self, key: str) -> list[dict[str, str]]:
        """The rows of the audit log about an object, attributes as plain values."""
        rows = self.client("dynamodb").query(
            TableName=self.outputs["audit_table"],
            KeyConditionExpression="pk = :key",
            ExpressionAttributeValues={":key": {"S": key}},
        )["Items"]
        return [{name: next(iter(value.values())) for name, value in row.items()} for row in rows]

    def grants(self) -> dict[str, list[dict[str, Any]]]:
        """The statements of each function's role, by the function's short name."""
        iam = self.client("iam")
        return {
            name: [
                statement
                for policy in iam.list_role_policies(RoleName=role)["PolicyNames"]
                for statement in iam.get_role_policy(RoleName=role, PolicyName=policy)["PolicyDocument"]["Statement"]
            ]
            for name, role in self.outputs["functions"].items()
        }

    def left(self) -> set[str]:
        """Name or ARN of everything in the account that is named after the environment."""
        everything = [name for look in LISTS for name in look(self.client)]
        return {name for name in everything if f"inlet-{self.environment}" in name}


@cache
def _client(account: str, service: Any) -> Any:
    return boto3.Session(account, "test", region_name=REGION).client(service)


def _items(call: Callable[[], Any], name: str) -> list[dict[str, Any]]:
    """What CloudFront lists, where there is any."""
    return list(call()[name].get("Items", []))


# All kinds of things that an environment consists of and that AWS lists.
LISTS: tuple[Callable[[Callable[[Any], Any]], list[str]], ...] = (
    lambda client: client("dynamodb").list_tables()["TableNames"],
    lambda client: [one["Name"] for one in client("s3").list_buckets()["Buckets"]],
    lambda client: client("sqs").list_queues().get("QueueUrls", []),
    lambda client: [one["TopicArn"] for one in client("sns").list_topics()["Topics"]],
    lambda client: [one["FunctionArn"] for one in client("lambda").list_functions()["Functions"]],
    lambda client: [one["FunctionArn"] for one in client("lambda").list_event_source_mappings()["EventSourceMappings"]],
    lambda client: [one["Arn"] for one in client("scheduler").list_schedules()["Schedules"]],
    lambda client: [one["Name"] for one in client("apigatewayv2").get_apis()["Items"]],
    lambda client: [one["Name"] for one in client("cognito-idp").list_user_pools(MaxResults=60)["UserPools"]],
    lambda client: [one["Name"] for one in client("athena").list_work_groups()["WorkGroups"]],
    lambda client: [one["Name"].replace("_", "-") for one in client("glue").get_databases()["DatabaseList"]],
    lambda client: [one["arn"] for one in client("logs").describe_log_groups()["logGroups"]],
    lambda client: [one["AlarmArn"] for one in client("cloudwatch").describe_alarms()["MetricAlarms"]],
    lambda client: [one["Name"] for one in client("ssm").describe_parameters()["Parameters"]],
    lambda client: [one["Comment"] for one in _items(client("cloudfront").list_distributions, "DistributionList")],
    lambda client: [one["Name"] for one in _items(client("cloudfront").list_public_keys, "PublicKeyList")],
    lambda client: [one["Arn"] for one in client("iam").list_roles()["Roles"]],
    lambda client: [one["Arn"] for one in client("iam").list_policies(Scope="Local")["Policies"]],
)
