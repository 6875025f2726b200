"""Key pairs are made in halves that fit, and rotated so that nobody is ever locked out."""

import json
from datetime import UTC, datetime, timedelta

import boto3
import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import load_pem_public_key
from moto import mock_aws

from common.keys import ring
from common.keys.kept import KeptRing
from local.home import Trouble
from tools import cdn_keys, rings

PRIVATE, PUBLIC = "/inlet-dev/cdn-keys", "/inlet-dev/cdn-public-keys"
MINUTE = timedelta(minutes=1)


@pytest.fixture(scope="module")
def client():
    """Made once: SSM's description is long to read."""
    return boto3.client("ssm", "eu-central-1", aws_access_key_id="unit", aws_secret_access_key="unit")


@pytest.fixture
def ssm(client, monkeypatch):
    monkeypatch.delenv("KMS_KEY", raising=False)
    with mock_aws():
        yield client


class CloudFront:
    """What Terraform makes known of the public keys, in pages of one."""

    def __init__(self):
        self.keys, self.groups = {"K-other": "other"}, [("other", ["K-other"], datetime(2026, 1, 1, tzinfo=UTC))]

    def deploy(self, ssm, at):
        known = {f"K-{key_id}": f"inlet-dev-{key_id}" for key_id in published(ssm)}
        self.keys = {"K-other": "other", **known}
        self.groups = [self.groups[0], ("inlet-dev", list(known), at)]

    def list_public_keys(self, Marker=""):  # noqa: N803 - CloudFront's own name
        return self._page("PublicKeyList", [{"Id": one, "Name": name} for one, name in self.keys.items()], Marker)

    def list_key_groups(self, Marker=""):  # noqa: N803
        groups = [
            {"KeyGroup": {"LastModifiedTime": at, "KeyGroupConfig": {"Name": name, "Items": items}}}
            for name, items, at in self.groups
        ]
        return self._page("KeyGroupList", groups, Marker)

    def _page(self, name, items, marker):
        place = int(marker or 0)
        more = {"NextMarker": str(place + 1)} if place + 1 < len(items) else {}
        return {name: {"Items": items[place : place + 1], **more}}

    def believed(self):
        """Our ids of the keys whose signatures count, by CloudFront's."""
        return {self.keys[one].removeprefix("inlet-dev-"): one for _, items, _ in self.groups[1:] for one in items}


@pytest.fixture
def cloudfront():
    return CloudFront()


def held(ssm):
    return ring.parse(ssm.get_parameter(Name=PRIVATE, WithDecryption=True)["Parameter"]["Value"])


def published(ssm):
    return json.loads(ssm.get_parameter(Name=PUBLIC)["Parameter"]["Value"])


def later(ssm, minutes):
    """Minutes after the private keys were last written."""
    return ssm.get_parameter(Name=PRIVATE)["Parameter"]["LastModifiedDate"] + minutes * MINUTE


def fits(ssm):
    """Whether the public halves are those of the private ones."""
    keys = {
        key_id: ec.derive_private_key(int.from_bytes(one, "big"), ec.SECP256R1()).public_key()
        for key_id, one in held(ssm).keys.items()
    }
    return {key_id: load_pem_public_key(pem.encode()) for key_id, pem in published(ssm).items()} == keys


def test_a_pair_is_made_once(ssm):
    assert cdn_keys.make(ssm, "dev") == "Made the key pair of dev"
    made = held(ssm)
    kinds = {one["Name"]: one["Type"] for one in ssm.describe_parameters()["Parameters"]}
    assert kinds == {PRIVATE: "SecureString", PUBLIC: "String"}
    assert fits(ssm)
    assert "PRIVATE" not in str(published(ssm))
    assert cdn_keys.make(ssm, "dev") == "dev has its key pair"
    assert held(ssm) == made


def test_pairs_differ(ssm):
    cdn_keys.make(ssm, "dev")
    cdn_keys.make(ssm, "prod")
    assert (
        published(ssm).keys()
        != json.loads(ssm.get_parameter(Name="/inlet-prod/cdn-public-keys")["Parameter"]["Value"]).keys()
    )


def test_who_deploys_makes_them_and_reads_no_private_half(ssm):
    class Deployer:
        put_parameter, delete_parameter, exceptions = ssm.put_parameter, ssm.delete_parameter, ssm.exceptions

        def get_parameter(self, **asked):
            assert asked == {"Name": PUBLIC}
            return ssm.get_parameter(**asked)

    assert cdn_keys.make(Deployer(), "dev") == "Made the key pair of dev"
    assert cdn_keys.make(Deployer(), "dev") == "dev has its key pair"


def test_the_public_half_is_made_up_for(ssm):
    cdn_keys.make(ssm, "dev")
    ssm.delete_parameter(Name=PUBLIC)
    assert cdn_keys.make(ssm, "dev") == "dev has its key pair"
    assert fits(ssm)


def test_a_public_half_alone_is_none(ssm):
    cdn_keys.make(ssm, "dev")
    ssm.delete_parameter(Name=PRIVATE)
    with pytest.raises(Trouble, match="once more in a minute"):
        cdn_keys.make(ssm, "dev")
    assert ssm.describe_parameters()["Parameters"] == []
    cdn_keys.make(ssm, "dev")
    assert fits(ssm)


def test_who_makes_them_at_the_same_time_takes_nothing_away(ssm, monkeypatch):
    put = rings.put_new

    def overtaken(*asked):
        done = put(*asked)
        monkeypatch.undo()
        assert cdn_keys.make(ssm, "dev") == "dev has its key pair"
        return done

    monkeypatch.setattr(rings, "put_new", overtaken)
    assert cdn_keys.make(ssm, "dev") == "Made the key pair of dev"
    assert fits(ssm)


def test_both_halves_are_removed(ssm):
    cdn_keys.make(ssm, "dev")
    assert cdn_keys.remove(ssm, "dev") == "Removed the key pair of dev"
    assert cdn_keys.remove(ssm, "dev") == "dev has no key pair"
    assert ssm.describe_parameters()["Parameters"] == []


def test_a_rotation_locks_nobody_out(ssm, cloudfront):
    """Whatever a function has read and whenever it did, CloudFront believes what it signs, at each moment."""
    cdn_keys.make(ssm, "dev")
    cloudfront.deploy(ssm, later(ssm, 0))
    first = held(ssm).current
    remembered = [held(ssm)]

    def moment():
        """By each ring that a function may still remember, and what it was told when it was deployed."""
        known = cloudfront.believed()
        for old in remembered[-2:]:
            kept = KeptRing("none")
            kept._ring, kept._read_at = old, later(ssm, 0)
            key_id, secret = kept.among(known, later(ssm, 1))
            assert old.keys[key_id] == secret
            assert key_id in known
        return kept.among(known, later(ssm, 1))[0]

    assert moment() == first
    said = cdn_keys.rotate(ssm, cloudfront, "dev", later(ssm, 1))
    second = next(key_id for key_id in held(ssm).keys if key_id != first)
    assert said.startswith(f"{second} waits: make deploy ENV=dev")
    remembered.append(held(ssm))
    assert (fits(ssm), held(ssm).current, moment()) == (True, first, first)

    with pytest.raises(Trouble, match=f"does not know {second}: make deploy"):
        cdn_keys.rotate(ssm, cloudfront, "dev", later(ssm, 60))
    deployed = later(ssm, 60)
    cloudfront.deploy(ssm, deployed)
    assert moment() == first
    with pytest.raises(Trouble, match="once more in 1 minutes"):
        cdn_keys.rotate(ssm, cloudfront, "dev", deployed + 14 * MINUTE)
    assert held(ssm).current == first
    said = cdn_keys.rotate(ssm, cloudfront, "dev", deployed + 15 * MINUTE)
    assert said == f"{second} signs for dev from now on, and {first} is good until the next rotation"
    remembered.append(held(ssm))
    assert (held(ssm).keys.keys(), moment()) == ({first, second}, second)

    with pytest.raises(Trouble, match="may still be good: once more in 60 minutes"):
        cdn_keys.rotate(ssm, cloudfront, "dev", later(ssm, 60))
    assert held(ssm).keys.keys() == {first, second}
    cdn_keys.rotate(ssm, cloudfront, "dev", later(ssm, 121))
    assert first not in held(ssm).keys
    # CloudFront goes on believing it until the deployment.
    assert first in cloudfront.believed()


def test_a_step_that_was_cut_short_is_made_up_for(ssm, cloudfront):
    cdn_keys.make(ssm, "dev")
    cloudfront.deploy(ssm, later(ssm, 0))
    before = published(ssm)
    cdn_keys.rotate(ssm, cloudfront, "dev", later(ssm, 1))
    ssm.put_parameter(Name=PUBLIC, Value=json.dumps(before), Overwrite=True)  # as if it had ended in between
    with pytest.raises(Trouble, match="make deploy"):
        cdn_keys.rotate(ssm, cloudfront, "dev", later(ssm, 60))
    assert fits(ssm)


def test_it_stays_encrypted_as_it_is(ssm, cloudfront, monkeypatch):
    monkeypatch.setenv("KMS_KEY", "alias/inlet")
    cdn_keys.make(ssm, "dev")
    monkeypatch.delenv("KMS_KEY")
    cdn_keys.rotate(ssm, cloudfront, "dev", later(ssm, 1))
    (found,) = [one for one in ssm.describe_parameters()["Parameters"] if one["Name"] == PRIVATE]
    assert found["KeyId"] == "alias/inlet"


def test_there_must_be_a_distribution(ssm, cloudfront):
    cdn_keys.make(ssm, "dev")
    cdn_keys.rotate(ssm, cloudfront, "dev", later(ssm, 1))
    with pytest.raises(Trouble, match=r"is cdn\.enabled set, and deployed"):
        cdn_keys.rotate(ssm, cloudfront, "dev", later(ssm, 60))


def test_there_must_be_keys(ssm, cloudfront):
    with pytest.raises(Trouble, match="make keys ENV=dev"):
        cdn_keys.rotate(ssm, cloudfront, "dev", datetime.now(UTC))
