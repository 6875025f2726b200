"""What each function called in all the tests before, held against what its role grants. Runs after them."""

from collections import defaultdict

import pytest

# Granted, and used by AWS on the function's behalf: the emulator does these without asking IAM.
BY_AWS = {
    "logs:CreateLogStream": "Lambda writes what the function prints",
    "logs:PutLogEvents": "Lambda writes what the function prints",
    "sqs:ReceiveMessage": "the event source mapping polls with the function's role",
    "sqs:DeleteMessage": "the event source mapping deletes what was handled",
    "sqs:GetQueueAttributes": "the event source mapping watches the queue",
    "dynamodb:DescribeStream": "the event source mapping finds the stream's shards",
    "dynamodb:GetRecords": "the event source mapping reads the stream with the function's role",
    "dynamodb:GetShardIterator": "the event source mapping reads the stream with the function's role",
    "dynamodb:ListStreams": "the event source mapping finds the stream",
}

# Granted, and asked for by AWS alone. Each with its reason.
NOT_ASKED_HERE = {
    ("queries", "sts:TagSession"): "STS asks for it with AssumeRole; the emulator asks only whom the role trusts",
    ("compactor", "s3:PutObjectTagging"): "S3 asks for it when an object is put with tags; the emulator does not",
    (
        "logger",
        "s3:ListBucket",
    ): "without it S3 answers 403 instead of 404 for a missing object; the emulator never does",
    (
        "sweeper",
        "s3:ListBucket",
    ): "without it S3 answers 403 instead of 404 for a missing object; the emulator never does",
    (
        "verifier",
        "s3:ListBucket",
    ): "without it S3 answers 403 instead of 404 for a missing object; the emulator never does",
    **{
        (
            name,
            "s3:ListBucket",
        ): "without it S3 answers 403 instead of 404 for a missing object; the emulator never does"
        for name in ("scan", "inspect", "quarantine", "router", "image", "text", "table", "pdf")
    },
    ("quarantine", "s3:AbortMultipartUpload"): "drops the parts of a copy that failed, of files above 256 MiB",
    ("router", "s3:GetObjectVersion"): "a version is named by GuardDuty's events alone; here clamd scans",
    ("events", "dynamodb:PartiQLInsert"): "what AWS asks for; the emulator asks for the call that carries statements",
}

# Refused, and meant to be: the tests try other verbs on a URL that was signed for PUT.
MEANT_TO_BE_REFUSED = {("uploads", "s3:GetObject"), ("uploads", "s3:DeleteObject")}

# Statements whose resource cannot be named. Each with its reason.
UNNAMED = {
    "CallInBatches": "the embedded cloud names no table for a call of statements; elsewhere it is not granted",
    "SendMail": "the embedded cloud does not tell IAM who sends; elsewhere it is bound to the sender's address",
}


@pytest.fixture(scope="module")
def granted(cloud):
    """The Allow statements of each function's role."""
    iam = cloud.root("iam")
    return {
        name: [
            statement
            for policy in iam.list_role_policies(RoleName=role)["PolicyNames"]
            for statement in iam.get_role_policy(RoleName=role, PolicyName=policy)["PolicyDocument"]["Statement"]
            if statement["Effect"] == "Allow"
        ]
        for name, role in cloud.outputs["functions"].items()
    }


@pytest.fixture(scope="module")
def asked(cloud):
    """What IAM decided, by function."""
    by_function = defaultdict(list)
    for decision in cloud.iam():
        for name, role in cloud.outputs["functions"].items():
            if f"/{role}/" in f"{decision['principal']}/".replace(":role/", "/"):
                by_function[name].append(decision)
    return by_function


def listed(value):
    return [value] if isinstance(value, str) else value


def test_nothing_was_missing(asked):
    # IAM is asked about the role's policy and about the resource's: one of them must allow.
    wanted, allowed = set(), set()
    for name, decisions in asked.items():
        for one in decisions:
            wanted.add((name, one["action"], one["resource"]))
            if one["decision"] == "Allow":
                allowed.add((name, one["action"], one["resource"]))
    assert {(name, action) for name, action, _ in wanted - allowed} == MEANT_TO_BE_REFUSED


def test_nothing_is_granted_and_unused(granted, asked):
    used = {(name, one["sid"], one["action"]) for name, decisions in asked.items() for one in decisions}
    unused = {
        (name, statement["Sid"], action)
        for name, statements in granted.items()
        for statement in statements
        for action in listed(statement["Action"])
        if (name, statement["Sid"], action) not in used
        and action not in BY_AWS
        and (name, action) not in NOT_ASKED_HERE
    }
    assert not unused


def test_no_reason_is_out_of_date(granted, asked):
    grants = {(name, action) for name, all_ in granted.items() for one in all_ for action in listed(one["Action"])}
    assert {action for _, action in grants} >= BY_AWS.keys()
    assert grants >= NOT_ASKED_HERE.keys()
    used = {(name, one["action"]) for name, decisions in asked.items() for one in decisions}
    assert not used & NOT_ASKED_HERE.keys()


def test_nothing_is_granted_wholesale(granted):
    for statements in granted.values():
        for statement in statements:
            assert not [action for action in listed(statement["Action"]) if "*" in action]
            if "*" in listed(statement["Resource"]):
                assert statement["Sid"] in UNNAMED


def test_what_needs_no_token_has_no_rights(granted, asked):
    assert {action for one in granted["public"] for action in listed(one["Action"])} <= BY_AWS.keys()
    assert not asked["public"]


def test_every_other_function_was_seen(granted, asked):
    assert {name for name, decisions in asked.items() if decisions} == granted.keys() - {"public"}
