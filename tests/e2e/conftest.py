"""One embedded cloud for all end-to-end tests, with two users who share nothing."""

import json
import os
import uuid
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from common import times
from inlet import Backoff, Client
from local.outputs import outputs
from local.signin import sign_in
from local.users import User, user
from tests.e2e import cloud as clouds
from tests.e2e.browser import chromium
from tests.e2e.cloud import Api, Cloud

# Two alert rules, so that one of them is in nobody's defaults: alerts are configuration, not code.
VARIABLES = {
    "TF_VAR_uploads": json.dumps({"quick_url_seconds": 60}),
    # Files stay uploaded. Tests of processing hand messages to it themselves.
    "TF_VAR_processing": json.dumps({"paused": True}),
    # Within reach of tests that make a tenant for it; far from what the others promise.
    "TF_VAR_quotas": json.dumps({"bytes": 200 * 10**9, "pending": 1500}),
    "TF_VAR_mail": json.dumps(
        {
            "from": "inlet@example.com",
            "alert_rules": [
                {"name": "rejections", "on": ["rejected"], "recipients": ["security@example.com"]},
                {"name": "infections", "on": ["infected"], "recipients": ["quarantine@example.com"]},
                {
                    "name": "large-pictures",
                    "on": ["admitted"],
                    "min_bytes": 1000,
                    "types": ["image/*"],
                    "recipients": ["pictures@example.com", "team@example.com"],
                },
            ],
            "digest_recipients": ["digest@example.com"],
            "report_recipients": ["reports@example.com"],
        }
    ),
}

HERE = Path(__file__).parent


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What waits or judges the whole run comes after it; the environments that need another apply come last of all."""
    order = {
        "test_an_expired_url_takes_nothing": 1,
        "test_a_revoked_key_is_refused_within_a_minute": 1,
        "test_least_privilege.py": 2,
        "test_environments.py": 3,
    }
    items.sort(key=lambda item: order.get(item.name, order.get(item.path.name, 0)) if item.path.parent == HERE else 0)


@pytest.fixture(scope="session")
def empty_cloud(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cloud]:
    """A running embedded cloud in which nothing is applied yet.

    With E2E_HOME=folder it stays there and goes on running (on E2E_PORT, by default 4599), for quick repetitions while
    writing a test.
    """
    kept = os.environ.get("E2E_HOME")
    if kept:
        yield clouds.started(Path(kept), VARIABLES, port=int(os.environ.get("E2E_PORT", "4599")))
        return
    cloud = clouds.started(tmp_path_factory.mktemp("cloud"), VARIABLES)
    yield cloud
    cloud.run("local.cloud", "stop")


@pytest.fixture(scope="session")
def cloud(empty_cloud: Cloud) -> Cloud:
    """The embedded cloud with terraform/environments/local applied to it."""
    empty_cloud.run("tools.zips", "local")
    return empty_cloud.applied()


@pytest.fixture(scope="session")
def people(cloud: Cloud) -> Callable[[str], User]:
    """Users by name, made when first asked for."""
    return lambda name: user(name, cloud.place, outputs(cloud.place))


def signed_in(cloud: Cloud, who: User) -> Api:
    """The API as `who` uses it."""
    return Api(cloud.outputs["api_url"], sign_in(who, outputs(cloud.place)).access)


@pytest.fixture(scope="session")
def alice(cloud: Cloud, people: Callable[[str], User]) -> Api:
    """The API for a first user."""
    return signed_in(cloud, people("alice"))


@pytest.fixture(scope="session")
def bob(cloud: Cloud, people: Callable[[str], User]) -> Api:
    """The API for a second user, who shares no tenant with the first."""
    return signed_in(cloud, people("bob"))


@pytest.fixture(scope="session")
def settler(cloud: Cloud, people: Callable[[str], User]) -> Api:
    """The API for a user whose tests make tenants. Who is in several must name one, which nobody else's tests do."""
    return signed_in(cloud, people(f"settler-{uuid.uuid4().hex[:8]}"))


@pytest.fixture(scope="session")
def anyone(cloud: Cloud) -> Api:
    """The API without a token."""
    return Api(cloud.outputs["api_url"])


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """A real browser."""
    with chromium() as running:
        yield running


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A page that knows nothing of others."""
    context = browser.new_context()
    yield context.new_page()
    context.close()


@pytest.fixture
def long_ago(cloud: Cloud) -> Callable[..., None]:
    """Puts an upload's clock back by 25 hours, as if it had been signed the day before."""

    def put_back(key: str, **also: dict[str, str]) -> None:
        then = {"S": times.text(times.now() - timedelta(hours=25))}
        shard = {"S": cloud.catalogue(key).get("waitingIn", "pending#00")}
        values = {"signedAt": then, "waitingSince": then, "waitingIn": shard, **also}
        cloud.root("dynamodb").update_item(
            TableName=cloud.outputs["catalog_table"],
            Key={"pk": {"S": f"F#{key}"}, "sk": {"S": "FILE"}},
            UpdateExpression="SET " + ", ".join(f"#{name} = :{name}" for name in values),
            ExpressionAttributeNames={f"#{name}": name for name in values},
            ExpressionAttributeValues={f":{name}": value for name, value in values.items()},
        )

    return put_back


@pytest.fixture
def connect(alice: Api, tmp_path: Path) -> Iterator[Callable[..., Client]]:
    """Makes clients of the first user, whose journals are the test's own; `given` goes to Client."""
    with ExitStack() as closed:

        def make(**given: Any) -> Client:
            quick = Backoff(first_seconds=0.05, longest_seconds=0.5)
            options: dict[str, Any] = {"api_url": alice.url, "token": alice.token, "backoff": quick}
            return closed.enter_context(Client(**options | {"state_dir": tmp_path / "state"} | given))

        yield make
