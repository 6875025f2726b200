"""The boundary of bootstrap and the rights of the stack's roles name the same actions: what a deployment may grant."""

import re

from local.home import ROOT

TERRAFORM = ROOT / "terraform"
GRANTS = [
    *(
        TERRAFORM / "stack" / name
        for name in (
            "callers.tf",
            "ingestion.tf",
            "logger.tf",
            "janitor.tf",
            "janitor_runs.tf",
            "mail.tf",
            "verifier.tf",
            "definitions.tf",
            "scan.tf",
            "event_processor.tf",
            "reader.tf",
            "files.tf",
            "cdn.tf",
            "operators.tf",
            "changes.tf",
            "purge.tf",
            "compactor.tf",
            "queries.tf",
            "collector.tf",
            "event_totals.tf",
            "processing.tf",
            "processing_machine.tf",
            "finish.tf",
            "inspection.tf",
            "extractors.tf",
            "image.tf",
            "quarantine.tf",
            "outbox.tf",
            "history.tf",
            "pusher.tf",
            "sockets.tf",
        )
    ),
    *(TERRAFORM / "modules" / name / "iam.tf" for name in ("function", "schedule")),
]


# Asked for by the embedded cloud alone, where AWS asks for PartiQLInsert.
EMBEDDED = {"dynamodb:BatchExecuteStatement"}


def actions(*files):
    lists = (found for file in files for found in re.findall(r"actions\s*=\s*\[(.*?)\]", file.read_text(), re.DOTALL))
    return {action for found in lists for action in re.findall(r'"([\w-]+:\w+)"', found)} - {"sts:AssumeRole"}


def test_every_right_of_a_role_lies_within_the_boundary():
    assert actions(*GRANTS) - actions(TERRAFORM / "bootstrap/boundary.tf") == EMBEDDED


def test_the_boundary_holds_nothing_that_no_role_needs():
    assert actions(TERRAFORM / "bootstrap/boundary.tf") - actions(*GRANTS) == set()
