"""The image is built from the zip and its lock, pushed with a password from stdin, and told by its digest."""

import base64
import zipfile

import pytest

from local.home import ROOT, Trouble
from tools import image

DIGEST = "sha256:" + "0" * 64


class Ecr:
    def get_authorization_token(self):
        token = base64.b64encode(b"AWS:secret").decode()
        return {"authorizationData": [{"authorizationToken": token, "proxyEndpoint": "https://registry.example"}]}

    def describe_images(self, *, repositoryName, imageIds):  # noqa: N803 - boto3's names
        assert (repositoryName, imageIds) == ("inlet-dev-scan", [{"imageTag": "abc"}])
        return {"imageDetails": [{"imageDigest": DIGEST}]}


@pytest.fixture
def docker(tmp_path, monkeypatch):
    """A docker that notes what it was asked and given, and what the folder held; answers `status`."""
    program, said = tmp_path / "docker", tmp_path / "said"
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    monkeypatch.setattr(image, "BUILD", tmp_path)
    (tmp_path / "aws").mkdir()
    with zipfile.ZipFile(tmp_path / "aws/scan.zip", "w") as zipped:
        zipped.writestr("processor/scan/handler.py", "")

    def behave(status: int = 0):
        program.write_text(
            f'#!/bin/sh\necho "$@" >> {said}\nfor last; do :; done\n'
            'case "$1" in build) (cd "$last" && find . -type f | sort) ;; login) cat ;; esac '
            f">> {said}\nexit {status}\n"
        )
        program.chmod(0o700)
        return said

    return behave


def push():
    return image.push(Ecr(), "inlet-dev-scan", "abc", "linux/arm64")


def test_it_is_told_by_its_digest(docker):
    said = docker()
    assert push() == f"registry.example/inlet-dev-scan@{DIGEST}"
    text = said.read_text()
    assert "build --platform=linux/arm64 --provenance=false --tag=registry.example/inlet-dev-scan:abc" in text
    assert "./Dockerfile\n./package/processor/scan/handler.py\n./requirements.txt\n" in text
    assert "login --username=AWS --password-stdin registry.example\nsecret" in text
    assert "push --quiet registry.example/inlet-dev-scan:abc" in text


def test_trouble_with_docker_is_told(docker, monkeypatch, tmp_path):
    docker(1)
    with pytest.raises(Trouble, match="docker build failed"):
        push()
    monkeypatch.setenv("PATH", str(tmp_path / "nowhere"))
    with pytest.raises(Trouble, match="docker is missing"):
        push()


def test_the_zip_has_to_be_there(docker, tmp_path):
    docker()
    (tmp_path / "aws/scan.zip").unlink()
    with pytest.raises(Trouble, match="make zips TARGET=aws"):
        push()


def test_the_image_runs_the_handlers_that_terraform_names():
    file = (ROOT / "src/processor/scan/Dockerfile").read_text()
    assert 'CMD ["processor.scan.handler.handler"]' in file
    assert "clamav-daemon" in file
    assert "clamav-freshclam" in file
