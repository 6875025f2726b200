"""What every upload needs to be sent."""

from dataclasses import dataclass
from threading import Lock

from inlet.api.calls import Api
from inlet.network.retry import Backoff
from inlet.network.transport import Http
from inlet.transfer.promise import Promise
from inlet.values import OnProgress, Progress


@dataclass(frozen=True)
class Means:
    """The ways to API and S3, how patient and how parallel to be, and whom to tell of progress (one call at a time)."""

    api: Api
    http: Http
    backoff: Backoff
    parallel: int
    on_progress: OnProgress | None
    turn: Lock

    def tell(self, promise: Promise, sent: int) -> None:
        """Tells how far the promised file is."""
        if self.on_progress:
            self.on_progress(Progress(promise.source.path, promise.filename, sent, promise.source.size))
