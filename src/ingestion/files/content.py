"""Which object a variant of a file is, and how a browser is to take it. Pure."""

from dataclasses import dataclass

from common.errors import FileDeleted, NotReadable, UnknownVariant
from common.files import gates
from common.files.file import File
from common.files.lifecycle import Status
from ingestion.files import naming

ORIGINAL = "original"

# Shown in a page by their own type. Whatever can carry a script, or have a browser guess, is only ever saved.
_SHOWN = frozenset({"image/jpeg", "image/png", "image/webp", "image/gif"})
_BYTES = "application/octet-stream"

_WHY = {
    Status.PENDING: "it has not arrived",
    Status.UPLOADED: "it has no verdict yet",
    Status.PROCESSING: "it has no verdict yet",
    Status.COMPLETED: "it was not scanned",
    Status.FAILED: "it did not pass inspection and scan",
}


@dataclass(frozen=True)
class Content:
    """An object: an original in the bucket of uploads, by its pinned version, or else one in the bucket `derived`."""

    key: str
    version_id: str | None
    media_type: str
    filename: str

    @property
    def parameters(self) -> dict[str, str]:
        """The query of a GET by which S3 answers with this version and these headers."""
        shown = self.media_type in _SHOWN
        told = {
            # Who may read it now may not always: nothing keeps a copy.
            "response-cache-control": "no-store",
            "response-content-disposition": naming.disposition("inline" if shown else "attachment", self.filename),
            "response-content-type": self.media_type if shown else _BYTES,
        }
        return told | ({"versionId": self.version_id} if self.version_id else {})

    @property
    def at_the_edge(self) -> dict[str, str]:
        """The same of a GET that goes through CloudFront, which itself tells browsers to keep nothing.

        By S3's word it would not keep what was made of a file either, and that never changes under its key.
        """
        told = self.parameters
        return told if self.version_id else {name: told[name] for name in told if name != "response-cache-control"}


def chosen(file: File, variant: str, *, unscanned: bool) -> Content:
    """The content of `file` by the name of a variant. `unscanned`: files without a verdict are readable too.

    Raises FileDeleted, NotReadable, UnknownVariant.
    """
    if file.status is Status.DELETED:
        raise FileDeleted
    found, arrival = file.processing, file.arrival
    if not gates.readable(file, unscanned=unscanned) or found is None or arrival is None:
        why = f": {_WHY[file.status]}" if file.status in _WHY else ""
        raise NotReadable(f"The file is {file.status.value}{why}.")
    if variant == ORIGINAL:
        return Content(file.id.key, arrival.version_id, found.media_type or _BYTES, file.filename)
    derived = found.variants.get(variant)
    if derived is None:
        raise UnknownVariant
    return Content(derived.key, None, derived.media_type, naming.of_variant(file.filename, derived.key))
