"""The calls about files that Inlet has."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from os import PathLike, fspath, sep
from pathlib import Path
from typing import BinaryIO
from urllib.parse import quote

from inlet.api import pages
from inlet.api.calls import Api
from inlet.api.paths import path
from inlet.errors import NotFetched
from inlet.network.retry import Backoff
from inlet.network.transport import Http
from inlet.stored import reprocessing, views
from inlet.stored.download import Download
from inlet.stored.values import ORIGINAL, Change, Fetched, File, Reprocessed, SignedUrl
from inlet.values import OnProgress

_PAGE = 500


class Files:
    """What is known of files, and their content. All raise ApiError when the API says no: 404, 409 `not_readable`."""

    _api: Api
    _http: Http
    _backoff: Backoff
    _parallel: int

    def files(
        self,
        *,
        project: str | None = None,
        owner: str | None = None,
        tags: Sequence[str] = (),
        status: str | None = None,
        type: str | None = None,  # noqa: A002 - the API's word
        from_: datetime | None = None,
        to: datetime | None = None,
        limit: int | None = None,
    ) -> Iterator[File]:
        """Files, the newest first, page by page: those of which all holds that is given.

        All `tags` are on them; `type` is a media type, or `image/*`; they were asked for from a time on (included) to
        another (not included). Without `status`, those that have arrived and are not deleted.
        """
        asked = {"project": project, "owner": owner, "tag": tuple(tags), "status": status, "type": type}
        items = pages.items(self._api, "/files", asked | {"from": from_, "to": to}, limit, _PAGE)
        return (views.file(one) for one in items)

    def file(self, file_id: str) -> File:
        """The file as the catalogue has it now."""
        answer = self._api("GET", path("files", file_id))
        return views.file(answer.body, answer.headers.get("etag"))

    def history(self, file_id: str, *, limit: int | None = None) -> Iterator[Change]:
        """Who changed the file when, and what was before: the newest changes first, page by page.

        A change is there within moments of being made.
        """
        items = pages.items(self._api, path("files", file_id, "history"), {}, limit, _PAGE)
        return (views.change(one) for one in items)

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
        return reprocessing.ask(self._api, file_id)

    def reprocess_many(self, file_ids: Iterable[str]) -> Iterator[Reprocessed]:
        """Has files processed once more, and tells of each in their order; `parallel` of them are asked for at once.

        What concerns one file is told, what concerns all is raised; `file_id` of the error is where that was.
        """
        return reprocessing.ask_many(self._api, file_ids, self._parallel)

    def _content(self, file_id: str, variant: str) -> Download:
        file = self.file(file_id)
        return Download(file, variant, lambda: self.content_url(file_id, variant).url, self._http, self._backoff)
