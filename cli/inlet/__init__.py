"""Inlet's client: `with Client(url, token) as client: client.upload("film.mp4")`."""

from inlet.client import Client
from inlet.errors import (
    AlreadyRunning,
    ApiError,
    CannotSend,
    Fault,
    FileChanged,
    InletError,
    NotFetched,
    NotSignedIn,
    QueryFailed,
    StillPending,
    TransferError,
    Unreachable,
    UploadFailed,
)
from inlet.events.queries import Answer, Column
from inlet.events.values import BadEvent, Count, Delivery, Event, NotTaken, Stats
from inlet.network.retry import Backoff
from inlet.operators.values import Finding, JanitorRun
from inlet.stored.values import Change, Changed, Fetched, File, Operation, Reprocessed, SignedUrl
from inlet.values import (
    Amount,
    Item,
    Member,
    Outcome,
    Progress,
    Project,
    Refused,
    Sent,
    Step,
    Tenant,
    Tenants,
    Upload,
    WriteKey,
)
from inlet.version import VERSION

__version__ = VERSION

__all__ = [
    "AlreadyRunning",
    "Amount",
    "Answer",
    "ApiError",
    "Backoff",
    "BadEvent",
    "CannotSend",
    "Change",
    "Changed",
    "Client",
    "Column",
    "Count",
    "Delivery",
    "Event",
    "Fault",
    "Fetched",
    "File",
    "FileChanged",
    "Finding",
    "InletError",
    "Item",
    "JanitorRun",
    "Member",
    "NotFetched",
    "NotSignedIn",
    "NotTaken",
    "Operation",
    "Outcome",
    "Progress",
    "Project",
    "QueryFailed",
    "Refused",
    "Reprocessed",
    "Sent",
    "SignedUrl",
    "Stats",
    "Step",
    "StillPending",
    "Tenant",
    "Tenants",
    "TransferError",
    "Unreachable",
    "Upload",
    "UploadFailed",
    "WriteKey",
    "__version__",
]
