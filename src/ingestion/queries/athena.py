"""Athena, as one tenant may use it: by a role that sees no more than what its session's tag names."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError

from common import aws, times
from common.errors import Fault, InvalidRequest, NotFound
from common.events import archive

if TYPE_CHECKING:
    from mypy_boto3_athena import AthenaClient
    from mypy_boto3_athena.type_defs import GetQueryResultsInputTypeDef

_SESSION_SECONDS = 900  # the shortest that STS gives
_SPARE = timedelta(seconds=120)
_RUNNING = {"QUEUED", "RUNNING"}


@dataclass(frozen=True)
class Place:
    """Where a tenant's queries run and their answers go. `role` is an ARN."""

    tenant: str
    role: str
    workgroup: str
    bucket: str

    @property
    def results(self) -> str:
        """The URL of the folder that holds the tenant's answers."""
        return f"s3://{self.bucket}/{archive.results(self.tenant)}"


@dataclass(frozen=True)
class Execution:
    """How a query stands: running, succeeded or failed; `reason` is the engine's own words."""

    status: str
    scanned_bytes: int
    reason: str


@dataclass(frozen=True)
class Page:
    """Rows of an answer, every value as text or None; `token` leads to those that follow."""

    columns: list[tuple[str, str]]
    rows: list[list[str | None]]
    token: str | None


def start(place: Place, sql: str) -> str:
    """Starts a query; its id. Raises InvalidRequest when Athena cannot read it, Busy when too many run."""
    with aws.calling():
        try:
            answer = _client(place).start_query_execution(
                QueryString=sql, WorkGroup=place.workgroup, ResultConfiguration={"OutputLocation": place.results}
            )
        except ClientError as failure:
            if aws.code(failure) == "InvalidRequestException":
                raise InvalidRequest("The SQL cannot be run.", (Fault("/sql", "syntax"),)) from failure
            raise
    return answer["QueryExecutionId"]


def execution(place: Place, query_id: str) -> Execution:
    """How the query stands. Raises NotFound when the tenant has none of this id."""
    with aws.calling():
        try:
            found = _client(place).get_query_execution(QueryExecutionId=query_id)["QueryExecution"]
        except ClientError as failure:
            if aws.code(failure) == "InvalidRequestException":
                raise NotFound from failure
            raise
    # Where its answer goes says whose it is: nobody can start one whose answer goes elsewhere.
    if not found["ResultConfiguration"]["OutputLocation"].startswith(place.results):
        raise NotFound
    state = found["Status"]["State"]
    status = "running" if state in _RUNNING else "succeeded" if state == "SUCCEEDED" else "failed"
    scanned = found.get("Statistics", {}).get("DataScannedInBytes", 0)
    return Execution(status, scanned, found["Status"].get("StateChangeReason", ""))


def page(place: Place, query_id: str, token: str | None, most_rows: int) -> Page:
    """At most `most_rows` rows of the answer, the first ones or those that `token` leads to.

    Raises InvalidRequest for a token that Athena did not give, NotFound when the answer has been deleted.
    """
    wanted: GetQueryResultsInputTypeDef = {"QueryExecutionId": query_id, "MaxResults": most_rows}
    if token:
        wanted["NextToken"] = token
    with aws.calling():
        try:
            answer = _client(place).get_query_results(**wanted)
        except ClientError as failure:
            if aws.code(failure) != "InvalidRequestException":
                raise
            if token:
                raise InvalidRequest("The cursor is none of this query.", (Fault("/cursor", "cursor"),)) from failure
            # Athena remembers a query for longer than its answer is kept.
            raise NotFound from failure
    found: Any = answer["ResultSet"]
    columns = [(one["Name"], one["Type"]) for one in found["ResultSetMetadata"]["ColumnInfo"]]
    rows = [[cell.get("VarCharValue") for cell in row["Data"]] for row in found["Rows"]]
    return Page(columns, rows if token else rows[1:], answer.get("NextToken"))  # the first row of all is the header


def _client(place: Place) -> AthenaClient:
    client, expires_at = _session(place)
    if times.now() > expires_at - _SPARE:
        _session.cache_clear()
        client, _ = _session(place)
    return client


@lru_cache(maxsize=50)
def _session(place: Place) -> tuple[AthenaClient, datetime]:
    """A client with the rights of the tenant alone, and until when it is good."""
    with aws.calling():
        given = aws.sts().assume_role(
            RoleArn=place.role,
            RoleSessionName=place.tenant,
            Tags=[{"Key": "tenant", "Value": place.tenant}],
            DurationSeconds=_SESSION_SECONDS,
        )["Credentials"]
    client = aws.session().client(
        "athena",
        aws_access_key_id=given["AccessKeyId"],
        aws_secret_access_key=given["SecretAccessKey"],
        aws_session_token=given["SessionToken"],
        config=aws.CONFIG,
    )
    return client, given["Expiration"]
