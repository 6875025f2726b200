"""How the upload of a large file begins: anew, or where an earlier one was left."""

import uuid
from dataclasses import dataclass

from inlet.api import views
from inlet.api.answers import Answer, Told
from inlet.api.giving_up import give_up
from inlet.api.waiting import ended, successful
from inlet.errors import ApiError
from inlet.network.retry import PASSING
from inlet.s3 import signed
from inlet.transfer.journal import Entry, Journal
from inlet.transfer.means import Means
from inlet.transfer.part_urls import PartUrls
from inlet.transfer.plan import Part, Plan
from inlet.transfer.promise import Promise
from inlet.values import FAILED, Upload

# What else the API may say of a promise while it would take another.
_OF_THE_FILE = frozenset({"quota_exceeded", "body_too_large", "upload_conflict"})


@dataclass(frozen=True)
class Begun:
    """An upload whose parts are to be sent, but for those that are `uploaded`."""

    file_id: str
    plan: Plan
    urls: PartUrls
    uploaded: dict[int, Part]


def begin(means: Means, promise: Promise, journal: Journal) -> Begun | Upload:
    """The journal's upload while that is good, or a new one. An Upload where nothing is left to be sent.

    Raises ApiError, UploadFailed.
    """
    kept = journal.read()
    if kept and kept.stands_for(promise):
        resumed = _resumed(means, promise, kept)
        if resumed:
            return resumed
    elif kept and not kept.joined:  # else it is whole, and will be admitted: another file is no reason to lose it
        give_up(means.api, kept.file_id, "The file or what is said of it has changed since the upload began.")
    return _new(means, promise, journal)


def _new(means: Means, promise: Promise, journal: Journal) -> Begun:
    file_id = str(uuid.uuid4())
    journal.write(Entry.of(file_id, promise))
    try:
        answer = _promised(means, promise, file_id)
    except ApiError as said:
        if said.status not in PASSING:
            journal.remove()
        raise
    return _begun(means, promise, answer, answer.body["uploads"][0])


def _resumed(means: Means, promise: Promise, kept: Entry) -> Begun | Upload | None:
    """The earlier upload; None when it cannot be gone on with."""
    try:
        answer = _promised(means, promise, kept.file_id)
    except ApiError as said:
        if said.code == "upload_conflict":
            return None
        raise
    told = answer.body["uploads"][0]
    if told["status"] in FAILED:
        return None
    if told["status"] != "pending":
        return ended(means.api, kept.file_id)
    begun = _begun(means, promise, answer, told)
    try:
        begun.uploaded.update(begun.urls.uploaded())
    except ApiError as said:
        if said.code != "upload_settled":
            raise
        return _joined(means, kept)
    return begun


def _joined(means: Means, kept: Entry) -> Upload | None:
    """The upload if its parts have been put together already: the end came before its answer was heard."""
    try:
        return successful(views.upload(means.api("POST", f"/uploads/{kept.file_id}/complete").body))
    except ApiError as said:
        if said.code != "upload_settled":
            raise
        if not kept.joined:
            give_up(means.api, kept.file_id, "The parts that were sent are no longer there.")
        return None


def _promised(means: Means, promise: Promise, file_id: str) -> Answer:
    try:
        return means.api("POST", "/uploads", {"projectId": promise.project, "files": [promise.wish(file_id)]})
    except ApiError as said:
        own = said.below("/files/0/")
        if own:
            raise own from None
        said.concerns_all = said.code not in _OF_THE_FILE
        raise


def _begun(means: Means, promise: Promise, answer: Answer, told: Told) -> Begun:
    urls = PartUrls(means.api, told["fileId"], signed.parts(answer, told))
    return Begun(told["fileId"], Plan(promise.source.size, told["partSize"]), urls, {})
