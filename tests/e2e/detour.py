"""Functions of the embedded cloud on a detour: all that they ask AWS, and the URLs that they sign, go by a proxy.

What fails on the way is delivered again by the queues, whose patience is shortened for those who want to see it.
"""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

from tests.e2e.cloud import Cloud

ALIAS = "live"


@contextmanager
def detour(cloud: Cloud, url: str, *functions: str, **settings: str) -> Iterator[None]:
    """Leads `functions`, by their short names, to AWS at `url`, and back to where it was afterwards.

    `settings` are further environment variables, for the while.
    """
    environment = {"AWS_ENDPOINT_URL": url, **settings}
    with ExitStack() as way_back:
        for function in functions:
            way_back.enter_context(_detour(cloud.root("lambda"), cloud.outputs["functions"][function], environment))
        yield


@contextmanager
def _detour(functions: Any, name: str, environment: dict[str, str]) -> Iterator[None]:
    """Nothing calls a function but by its alias: that leads to a version with another environment for the while."""
    before = functions.get_function_configuration(FunctionName=name, Qualifier=ALIAS)
    latest = functions.get_function_configuration(FunctionName=name)["Environment"]["Variables"]
    _configure(functions, name, latest | environment)
    made = functions.publish_version(FunctionName=name)["Version"]
    functions.update_alias(FunctionName=name, Name=ALIAS, FunctionVersion=made)
    try:
        yield
    finally:
        functions.update_alias(FunctionName=name, Name=ALIAS, FunctionVersion=before["Version"])
        _configure(functions, name, latest)
        functions.delete_function(FunctionName=name, Qualifier=made)


def _configure(functions: Any, name: str, variables: dict[str, str]) -> None:
    functions.update_function_configuration(FunctionName=name, Environment={"Variables": variables})
    functions.get_waiter("function_updated_v2").wait(FunctionName=name)


@contextmanager
def impatient(cloud: Cloud, queue: str) -> Iterator[None]:
    """Has `queue`, by its short name, deliver again after two seconds, not minutes, what was not done by then."""
    sqs, url, name = cloud.root("sqs"), cloud.outputs["queues"][queue]["url"], "VisibilityTimeout"
    before = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=[name])["Attributes"][name]
    sqs.set_queue_attributes(QueueUrl=url, Attributes={name: "2"})
    try:
        yield
    finally:
        sqs.set_queue_attributes(QueueUrl=url, Attributes={name: before})
