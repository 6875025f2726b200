"""The function `queries` before an Athena that remembers what it was asked, and says what it is told to."""

from datetime import timedelta
from typing import Any

import pytest
from botocore.exceptions import ClientError

from common import aws, times
from ingestion.queries import athena, handler

QUERY_ID = "6f1c0e7e-7a64-4b53-9d5c-1f2a3b4c5d6e"
ENVIRONMENT = {
    "ARCHIVE_BUCKET": "archive",
    "ARCHIVE_DATABASE": "inlet_unit",
    "QUERY_WORKGROUP": "inlet-unit",
    "QUERY_ROLE": "arn:aws:iam::123456789012:role/inlet-unit-query",
    "QUERY_DIALECT": "athena",
}


class Engine:
    """STS and Athena, as far as the function uses them. `state`, `reason` and `rows` are what Athena answers, the
    rows while they are `kept`.
    """

    def __init__(self) -> None:
        self.state, self.reason, self.error = "SUCCEEDED", "", ""
        self.rows: list[list[str | None]] = []
        self.kept = True
        self.asked: list[dict[str, Any]] = []
        self.assumed: list[dict[str, Any]] = []
        self.outputs: dict[str, str] = {}

    def assume_role(self, **asked: Any) -> Any:
        self.assumed.append(asked)
        expiration = times.now() + timedelta(seconds=asked["DurationSeconds"])
        keys = {"AccessKeyId": "a", "SecretAccessKey": "s", "SessionToken": "t"}
        return {"Credentials": {**keys, "Expiration": expiration}}

    def start_query_execution(self, **asked: Any) -> Any:
        self._fail("StartQueryExecution")
        self.asked.append(asked)
        self.outputs[QUERY_ID] = asked["ResultConfiguration"]["OutputLocation"] + f"{QUERY_ID}.csv"
        return {"QueryExecutionId": QUERY_ID}

    def get_query_execution(self, **asked: Any) -> Any:
        self._fail("GetQueryExecution")
        if asked["QueryExecutionId"] not in self.outputs:
            raise refusal("InvalidRequestException", "GetQueryExecution")
        found = {
            "ResultConfiguration": {"OutputLocation": self.outputs[asked["QueryExecutionId"]]},
            "Status": {"State": self.state, "StateChangeReason": self.reason},
            "Statistics": {"DataScannedInBytes": 1234},
        }
        return {"QueryExecution": found}

    def get_query_results(self, **asked: Any) -> Any:
        self.asked.append(asked)
        start, most = int(asked.get("NextToken", "0")), asked["MaxResults"]
        if not (self.kept and 0 <= start <= len(self.rows)):
            raise refusal("InvalidRequestException", "GetQueryResults")
        header: list[str | None] = ["n"]
        rows = [header, *self.rows][start : start + most]
        data = [{"Data": [{} if cell is None else {"VarCharValue": cell} for cell in row]} for row in rows]
        more: dict[str, Any] = {"NextToken": str(start + most)} if start + most <= len(self.rows) else {}
        columns = [{"Name": "n", "Type": "varchar"}]
        return {"ResultSet": {"Rows": data, "ResultSetMetadata": {"ColumnInfo": columns}}, **more}

    def _fail(self, operation: str) -> None:
        if self.error:
            raise refusal(self.error, operation)


def refusal(code: str, operation: str) -> ClientError:
    """A refusal by AWS, with words of its own."""
    return ClientError({"Error": {"Code": code, "Message": "s3://archive/secret"}}, operation)


@pytest.fixture
def engine(monkeypatch):
    """An engine that no session has been made for."""
    found = Engine()
    for name, value in ENVIRONMENT.items():
        monkeypatch.setenv(name, value)
    whole = aws.session().client
    monkeypatch.setattr(aws, "sts", lambda: found)
    monkeypatch.setattr(
        aws.session(), "client", lambda name, **more: found if name == "athena" else whole(name, **more)
    )
    athena._session.cache_clear()
    handler._settings.cache_clear()
    yield found
    athena._session.cache_clear()
    handler._settings.cache_clear()
