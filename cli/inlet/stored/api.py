"""The calls about files that Inlet has."""

from os import PathLike, fspath, sep
from pathlib import Path
from typing import BinaryIO
from urllib.parse import quote

from inlet.api.calls import Api
from inlet.api.paths import path
from inlet.errors import NotFetched
from inlet.network.retry import Backoff
from inlet.network.transport import Http
from inlet.stored import views
from inlet.stored.download import Download
from inlet.stored.values import ORIGINAL, Fetched, File, SignedUrl
from inlet.values import OnProgress


class Files:
    """What is known of files, and their content. All raise ApiError when the API says no: 404, 409 `not_readable`."""

    _api: Api
    _http: Http
    _backoff: Backoff

    def file(self, file_id: str) -> File:
        """The file as the catalogue has it now."""
        return views.file(self._api("GET", path("files", file_id)).body)

    def content_url(self, file_id: str, variant: str = ORIGINAL) -> SignedUrl:
        """A URL of the content, or of a variant, for whoever is to fetch it."""
        query = f"?variant={quote(variant, safe='')}"
        return views.signed_url(self._api("GET", path("files", file_id, "content") + query).body)

    def download(
        self,
        file_id: str,
        to: str | PathLike[str] = ".",
        *,
        variant: str = ORIGINAL,
        overwrite: bool = False,
        on_progress: OnProgress = lambda _: None,
    ) -> Fetched:
        """Keeps the content, or a variant, at `to`: a file's path, or a folder (`films/`), where it gets its own name.

        The original goes on where it was broken off; its size is verified, and its SHA-256 where that is known.
        `on_progress` is told of it. Raises NotFetched, AlreadyRunning.
        """
        target = Path(to)
        # A path does not keep the slash by which its writer meant a folder.
        if fspath(to).endswith(("/", sep)) and not target.is_dir():
            raise NotFetched(f"there is no folder {target}")
        return self._content(file_id, variant).to_path(target, overwrite=overwrite, on_progress=on_progress)

    def download_to(self, stream: BinaryIO, file_id: str, *, variant: str = ORIGINAL) -> int:
        """Writes the content, or a variant, to `stream`; how many bytes. Raises NotFetched.

        It is verified at its end: what raises then was not the file, though all of it is written.
        """
        return self._content(file_id, variant).to_stream(stream)

    def reprocess(self, file_id: str) -> int:
        """Has a settled file processed once more; the number of that attempt, which `File.attempt` is to reach."""
        # Asked again it is the same attempt, until that has begun.
        attempt: int = self._api("POST", path("files", file_id, "reprocess")).body["attempt"]
        return attempt

    def _content(self, file_id: str, variant: str) -> Download:
        file = self.file(file_id)
        return Download(file, variant, lambda: self.content_url(file_id, variant).url, self._http, self._backoff)
