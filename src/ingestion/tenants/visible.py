"""A file of the catalogue as one of its tenant's members finds it."""

import re

from common.errors import NotFound
from common.files import catalog
from common.files.file import UUID_PATTERN, File, FileId
from ingestion.tenants import access
from ingestion.tenants.access import Membership

_UUID = re.compile(UUID_PATTERN)


def file(table: str, who: Membership, given: str) -> File:
    """The file of that id. Raises NotFound: for what `who` may not see just as for what never was."""
    found = catalog.find(table, FileId(who.tenant, given)) if _UUID.fullmatch(given) else None
    if found is None or not access.sees_file(who, found):
        raise NotFound
    return found
