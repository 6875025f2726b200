"""SSM is asked for keys as seldom as can be, and as often as must be."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from botocore.exceptions import ClientError
from moto import mock_aws

from common import aws
from common.errors import Busy, KeysMissing
from common.keys import ring
from common.keys.kept import AGAIN, FRESH, KeptRing

NAME = "/inlet-unit/cursor-keys"
NOW = datetime(2026, 11, 22, 6, 0, tzinfo=UTC)
SECOND = timedelta(seconds=1)


class Parameter:
    """SSM's parameter: what it holds, how often it was read, and what SSM refuses reading with."""

    def __init__(self, monkeypatch):
        self.reads = 0
        self.refusal = None
        client = aws.ssm()
        read = client.get_parameter

        def counted(**asked):
            self.reads += 1
            if self.refusal:
                raise ClientError({"Error": {"Code": self.refusal, "Message": ""}}, "GetParameter")
            return read(**asked)

        monkeypatch.setattr(client, "get_parameter", counted)

    def put(self, text):
        aws.ssm().put_parameter(Name=NAME, Value=text, Type="SecureString", Overwrite=True)

    def hold(self, keys):
        self.put(ring.text(keys))
        return keys


@pytest.fixture(scope="module", autouse=True)
def client():
    """Made once: SSM's description is long to read."""
    with pytest.MonkeyPatch.context() as patch:
        for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
            patch.setenv(name, "unit")
        patch.setenv("AWS_DEFAULT_REGION", "eu-central-1")
        for made in (aws.session, aws.ssm):
            made.cache_clear()
        aws.ssm()
        yield
    for made in (aws.session, aws.ssm):
        made.cache_clear()


@pytest.fixture
def parameter(monkeypatch):
    with mock_aws():
        yield Parameter(monkeypatch)


@pytest.fixture
def first(parameter):
    return parameter.hold(ring.new())


@pytest.fixture
def kept(first):
    return KeptRing(NAME)


def test_it_is_read_when_a_key_is_first_wanted_and_then_kept(parameter, first, kept):
    assert parameter.reads == 0
    for seconds in range(0, 3599, 600):
        at = NOW + seconds * SECOND
        assert kept.current(at) == (first.current, first.keys[first.current])
        assert kept.find(first.current, at) == first.keys[first.current]
    assert parameter.reads == 1


def test_it_is_read_again_after_an_hour(parameter, first, kept):
    kept.current(NOW)
    second = parameter.hold(ring.rotated(first))
    assert kept.current(NOW + FRESH - SECOND)[0] == first.current
    assert kept.current(NOW + FRESH)[0] == second.current
    assert parameter.reads == 2


def test_a_key_that_is_not_known_may_be_a_new_one(parameter, first, kept):
    kept.current(NOW)
    second = parameter.hold(ring.rotated(first))
    assert kept.find(second.current, NOW + SECOND) == second.keys[second.current]
    assert kept.find(first.current, NOW + SECOND) == first.keys[first.current]
    assert kept.current(NOW + SECOND)[0] == second.current
    assert parameter.reads == 2


def test_keys_that_are_made_up_cost_a_read_a_minute(parameter, kept):
    for seconds in range(120):
        assert kept.find(f"{seconds:08x}", NOW + seconds * SECOND) is None
    assert parameter.reads == 3  # the first; one second later; a minute after that


def test_what_was_read_for_this_very_request_is_not_read_again(parameter, kept):
    assert kept.find("ffffffff", NOW) is None
    assert parameter.reads == 1


def test_the_key_before_the_last_is_gone(parameter, first, kept):
    parameter.hold(ring.rotated(ring.rotated(first)))
    assert kept.find(first.current, NOW) is None


def test_keys_outlive_what_passes(parameter, first, kept):
    kept.current(NOW)
    parameter.refusal = "ThrottlingException"
    assert kept.current(NOW + FRESH)[0] == first.current
    assert kept.current(NOW + FRESH + SECOND)[0] == first.current
    assert parameter.reads == 2  # asked again after a minute, not for each request
    parameter.refusal = None
    second = parameter.hold(ring.rotated(first))
    assert kept.current(NOW + FRESH + AGAIN)[0] == second.current


def test_nobody_is_refused_for_what_could_not_be_asked(parameter, kept):
    parameter.refusal = "ThrottlingException"
    with pytest.raises(Busy):
        kept.current(NOW)
    parameter.refusal = None
    kept.current(NOW)
    parameter.refusal = "InternalServerError"
    for _ in range(2):
        with pytest.raises(Busy):
            kept.find("ffffffff", NOW + SECOND)


def test_a_right_that_is_missing_is_no_lack_of_keys(parameter, kept):
    parameter.refusal = "AccessDeniedException"
    with pytest.raises(ClientError):
        kept.current(NOW)


@pytest.mark.parametrize("text", ["secret!", json.dumps({"current": "a", "keys": {}})])
def test_what_stands_there_and_is_no_ring_is_told(parameter, text, lines):
    parameter.put(text)
    with pytest.raises(KeysMissing):
        KeptRing(NAME).current(NOW)
    (line,) = lines()
    assert (line["level"], line["parameter"]) == ("ERROR", NAME)
    assert "make keys" in line["message"]
    assert text not in json.dumps(line)


def test_keys_that_nobody_made_are_told_with_what_makes_them(parameter, lines):
    for _ in range(2):
        with pytest.raises(KeysMissing):
            KeptRing(NAME).current(NOW)
    assert {(line["level"], line["parameter"]) for line in lines()} == {("ERROR", NAME)}
    assert all("make keys" in line["message"] for line in lines())


def test_keys_that_are_made_late_are_found(parameter, lines):
    kept = KeptRing(NAME)
    with pytest.raises(KeysMissing):
        kept.find("ffffffff", NOW)
    made = parameter.hold(ring.new())
    assert kept.current(NOW)[0] == made.current


def test_who_has_to_verify_must_know_the_key(parameter, first, kept):
    second = parameter.hold(ring.rotated(first))
    assert kept.among({first.current, second.current}, NOW)[0] == second.current
    # It signs, but its public half is not where it has to be: the one before it does.
    assert kept.among({first.current: "K1"}, NOW) == (first.current, first.keys[first.current])
    assert parameter.reads == 1


def test_keys_that_wait_do_not_sign(parameter, first, kept):
    waiting = ring.rotated(first)
    parameter.hold(ring.Ring(first.current, waiting.keys))
    assert kept.among(waiting.keys, NOW)[0] == first.current


def test_when_none_is_known_they_are_read_again_once_a_minute(parameter, first, kept):
    kept.current(NOW)
    for seconds in range(1, 121):
        with pytest.raises(KeysMissing):
            kept.among({"ffffffff"}, NOW + seconds * SECOND)
    assert parameter.reads == 3
    second = parameter.hold(ring.new())
    assert kept.among({second.current}, NOW + 200 * SECOND) == (second.current, second.keys[second.current])
