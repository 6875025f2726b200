"""The calls that change files that Inlet has."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from inlet.api.calls import Api
from inlet.api.paths import path
from inlet.stored import batches, views
from inlet.stored.values import Changed, File, Operation


class Changes:
    """Names, tags and projects of files; deleting and restoring them. All raise ApiError when the API says no."""

    _api: Api
    _parallel: int

    def change(
        self,
        file_id: str,
        *,
        filename: str | None = None,
        tags: Sequence[str] | None = None,
        metadata: Mapping[str, str] | None = None,
        project: str | None = None,
        etag: str | None = None,
    ) -> File:
        """The file with what is given instead of what it had: all its tags, all its metadata.

        With the `etag` of a File only where nobody has changed it since; else ApiError (412).
        """
        given: dict[str, Any] = {
            "filename": filename,
            "tags": None if tags is None else list(tags),
            "metadata": None if metadata is None else dict(metadata),
            "projectId": project,
        }
        answer = self._api(
            "PATCH",
            path("files", file_id),
            {name: value for name, value in given.items() if value is not None},
            # Sent again after an answer that was lost, it finds the file as it is to be, and that is no conflict.
            headers={"If-Match": etag or "*"},
        )
        return views.file(answer.body, answer.headers.get("etag"))

    def delete(self, file_id: str) -> None:
        """Deletes a file: gone at once, and for good when the time to `restore` it is over."""
        self._api("DELETE", path("files", file_id))

    def restore(self, file_id: str) -> File:
        """The file, as it was before it was deleted. Raises ApiError: 404 when it is gone for good, 410 too late."""
        answer = self._api("POST", path("files", file_id, "restore"))
        return views.file(answer.body, answer.headers.get("etag"))

    def change_many(
        self, operation: Operation, file_ids: Iterable[str], *, tags: Sequence[str] = (), project: str | None = None
    ) -> Iterator[Changed]:
        """Gives files `tags`, takes tags from them, moves them into `project`, deletes or restores them.

        Tells of each in their order. What concerns one file is told, what concerns all is raised. Done twice it is
        done once.
        """
        change: dict[str, Any] = {"operation": operation}
        change |= {"tags": list(tags)} if tags else {}
        change |= {"projectId": project} if project is not None else {}
        return batches.send(self._api, change, file_ids, self._parallel)
