"""What a PATCH asks for: from a body that keeps the contract to the fields of a file that it sets. Pure."""

from typing import Any

from common.errors import Fault, InvalidRequest
from common.files.file import File
from ingestion import labels, names
from ingestion.uploads import media


def wished(body: dict[str, Any]) -> dict[str, Any]:
    """The fields of a File that `body` (the contract's FilePatch) sets. Raises InvalidRequest with every fault."""
    faults = labels.faults("", body)
    rule = names.broken_rule(body["filename"]) if "filename" in body else None
    if rule:
        faults = [Fault("/filename", rule), *faults]
    if faults:
        raise InvalidRequest("See errors: each names a place and the rule it breaks.", tuple(faults))
    fields: dict[str, Any] = {}
    if "filename" in body:
        fields["filename"] = names.normal(body["filename"])
    if "tags" in body:
        fields["tags"] = labels.tags(body["tags"])
    if "metadata" in body:
        fields["metadata"] = body["metadata"]
    if "projectId" in body:
        fields["project"] = body["projectId"]
    return fields


def fitting(file: File, fields: dict[str, Any], types: media.MediaTypes) -> dict[str, Any]:
    """The `fields` as they may be set in `file`. Raises InvalidRequest when a new name's extension does not go with the
    type: no name is given later that could not have been promised.
    """
    extension = names.extension(fields.get("filename", file.filename))
    if extension and extension != names.extension(file.filename):
        media_type = types.get(file.content_type)
        if media_type is None or extension not in media_type.extensions:
            fault = Fault("/filename", "contradicts_extension")
            raise InvalidRequest("The name's extension does not go with the file's type.", (fault,))
    return fields
