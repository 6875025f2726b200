"""The brick `cdn` in front of the stack's buckets: what is given out through it, with which headers, and what is not.

The embedded AWS serves by OAC, and applies the policies. It verifies no signatures (tests/unit does, as CloudFront
would), keeps nothing at an edge, and tells S3 neither version nor parameters, nor the bucket's policy of any tags.
"""

import json
import subprocess
import uuid

import pytest
import requests

from ingestion.signing import edge_signing
from local.home import ROOT, aws_settings
from tests.e2e.cloud import key_of, put
from tools import cdn_keys, mirror
from tools.environments import terraform_settings, without_aws

PAGE = b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>"
ROOT_MODULE = """
variable "given" { type = any }

module "cdn" {
  source              = "%s"
  name                = var.given.name
  originals_host      = var.given.originals_host
  derived_host        = var.given.derived_host
  public_keys         = var.given.public_keys
  cors_origins        = ["https://app.example.com"]
  wait_for_deployment = false
}

output "cdn" { value = module.cdn }
"""


def terraform(folder, settings, *arguments):
    done = subprocess.run(
        ["terraform", *arguments], cwd=folder, env=settings, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def pair():
    """A key pair: its id, and the private half."""
    return cdn_keys._pair()


@pytest.fixture(scope="module")
def made(cloud, pair, tmp_path_factory):
    """The outputs of the brick, applied."""
    folder, modules = tmp_path_factory.mktemp("cdn"), ROOT / "terraform/modules/cdn"
    (folder / "main.tf").write_text(ROOT_MODULE % modules)
    lock = ROOT / "terraform/environments/local/.terraform.lock.hcl"
    (folder / ".terraform.lock.hcl").write_text(lock.read_text())
    given = {
        "name": f"inlet-{uuid.uuid4().hex[:8]}",
        "originals_host": f"{cloud.outputs['uploads_bucket']}.s3.eu-central-1.amazonaws.com",
        "derived_host": f"{cloud.outputs['derived_bucket']}.s3.eu-central-1.amazonaws.com",
        "public_keys": {pair[0]: cdn_keys._pem(pair[1])},
    }
    settings = without_aws(terraform_settings()) | aws_settings(cloud.endpoint) | {"TF_VAR_given": json.dumps(given)}
    plugins = mirror.find(lock)
    terraform(folder, settings, "init", "-input=false", *([f"-plugin-dir={plugins}"] if plugins else []))
    terraform(folder, settings, "apply", "-input=false", "-auto-approve")
    return json.loads(terraform(folder, settings, "output", "-json"))["cdn"]["value"]


@pytest.fixture(scope="module")
def readable(cloud, made):
    """Lets the distribution read a bucket, as `readers` of the brick does; without the statements of these ids."""
    kept: dict[str, str] = {}

    def let(name, without=()):
        s3, bucket = cloud.root("s3"), cloud.outputs[name]
        policy = json.loads(kept.setdefault(bucket, s3.get_bucket_policy(Bucket=bucket)["Policy"]))
        policy["Statement"] = [
            *(one for one in policy["Statement"] if one.get("Sid") not in without),
            {
                "Effect": "Allow",
                "Principal": {"Service": "cloudfront.amazonaws.com"},
                "Action": "s3:GetObject",
                "Resource": f"arn:aws:s3:::{bucket}/*",
                "Condition": {"StringEquals": {"aws:SourceArn": made["arn"]}},
            },
        ]
        s3.put_bucket_policy(Bucket=bucket, Policy=json.dumps(policy))

    yield let
    for bucket, policy in kept.items():
        cloud.root("s3").put_bucket_policy(Bucket=bucket, Policy=policy)


@pytest.fixture(scope="module")
def through(cloud, made, pair):
    """Asks the edge for an object by its signed URL."""

    def ask(key, method="GET", **headers):
        told = {"response-content-type": "application/octet-stream"}
        url = edge_signing.url(made["domain"], key, told, 2**31, (made["key_ids"][pair[0]], pair[1]))
        here = url.replace(f"https://{made['domain']}", cloud.endpoint)
        # The emulator takes a proxy's word for how the client came.
        sent = {"Host": made["domain"], "X-Forwarded-Proto": "https", **headers}
        return requests.request(method, here, headers=sent, timeout=30)

    return ask


def test_what_is_stored_runs_nowhere(cloud, readable, through):
    key = f"t-{uuid.uuid4().hex}/{uuid.uuid4()}/1/drawing.svg"
    cloud.root("s3").put_object(Bucket=cloud.outputs["derived_bucket"], Key=key, Body=PAGE, ContentType="image/svg+xml")
    assert through(key).status_code == 403  # nobody has let it yet
    readable("derived_bucket")
    got = through(key, Origin="https://app.example.com")
    assert (got.status_code, got.content) == (200, PAGE)
    told = {name: got.headers.get(name) for name in got.headers}
    assert told["X-Content-Type-Options"] == "nosniff"
    assert told["Content-Security-Policy"] == (
        "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; sandbox"
    )
    assert told["Cache-Control"] == "no-store"
    assert told["Referrer-Policy"] == "no-referrer"
    assert told["Strict-Transport-Security"] == "max-age=63072000; includeSubDomains"
    assert told["Access-Control-Allow-Origin"] == "https://app.example.com"
    part = through(key, Range="bytes=1-3", Origin="https://evil.example.com")
    assert (part.status_code, part.content) == (206, PAGE[1:4])
    assert "Access-Control-Allow-Origin" not in part.headers
    assert through(key, "HEAD").status_code == 200
    assert {through(key, method).status_code for method in ("PUT", "POST", "DELETE", "OPTIONS")} == {403}
    plain = through(key, **{"X-Forwarded-Proto": "http"})
    assert (plain.status_code, plain.content == PAGE) == (403, False)


def test_the_gate_is_closed_to_cloudfront_too(alice, cloud, readable, through):
    signed = alice.sign()
    assert put(signed, b"hello").status_code == 200
    alice.settled(signed["fileId"])
    key = key_of(signed["url"])
    readable("uploads_bucket")
    assert through(key).status_code == 403
    # It is the gate, and not a lack of rights.
    readable("uploads_bucket", without=["DenyReadingBeforeTheVerdict"])
    assert (through(key).status_code, through(key).content) == (200, b"hello")
    readable("uploads_bucket")
    assert through(key).status_code == 403
