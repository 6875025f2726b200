"""Labels, as Rekognition's own description says they are asked for and answered."""

import pytest
from botocore.exceptions import ClientError
from botocore.stub import Stubber

from common import aws
from common.errors import Busy
from processor.image import labels

JPEG = b"\xff\xd8\xff jpeg"


@pytest.fixture
def rekognition(monkeypatch):
    """A client that holds calls and answers against the service's model, and sends nothing."""
    monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-central-1")
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "unit")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "unit")
    client = aws.session().client("rekognition", region_name="eu-central-1")
    monkeypatch.setattr(labels, "_client", lambda: client)
    with Stubber(client) as stubber:
        yield stubber


ASKED = {"Image": {"Bytes": JPEG}, "MaxLabels": 20, "MinConfidence": 70}


def test_labels_and_how_sure_they_are(rekognition):
    told = [{"Name": "Dog", "Confidence": 98.7654, "Parents": [{"Name": "Pet"}]}, {"Name": "Pet", "Confidence": 90.0}]
    rekognition.add_response("detect_labels", {"Labels": told}, ASKED)
    assert labels.of(JPEG, 800, 600) == [{"name": "Dog", "confidence": 98.8}, {"name": "Pet", "confidence": 90.0}]


def test_nothing_is_seen(rekognition):
    rekognition.add_response("detect_labels", {"Labels": []}, ASKED)
    assert labels.of(JPEG, 80, 80) == []


@pytest.mark.parametrize(("size", "width", "height"), [(10, 79, 600), (10, 600, 79), (5_000_001, 800, 600)])
def test_what_the_service_does_not_take_is_not_sent(rekognition, size, width, height):
    assert labels.of(b"x" * size, width, height) == []


@pytest.mark.parametrize("code", ["InvalidImageFormatException", "ImageTooLargeException", "InvalidParameterException"])
def test_an_image_that_it_refuses_has_no_labels(rekognition, lines, code):
    rekognition.add_client_error("detect_labels", code)
    assert labels.of(JPEG, 800, 600) == []
    assert [line["kind"] for line in lines()] == [code]


@pytest.mark.parametrize("code", ["ThrottlingException", "ProvisionedThroughputExceededException"])
def test_what_may_pass_is_tried_again_later(rekognition, code):
    rekognition.add_client_error("detect_labels", code)
    with pytest.raises(Busy):
        labels.of(JPEG, 800, 600)


def test_a_right_that_is_missing_is_an_error(rekognition):
    rekognition.add_client_error("detect_labels", "AccessDeniedException")
    with pytest.raises(ClientError):
        labels.of(JPEG, 800, 600)
