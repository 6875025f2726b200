"""A catalogue and its model side by side: each act is done in both, and whoever looks is told what the model says."""

import copy
from dataclasses import replace
from typing import Any

from tests.e2e.catalogue.docs import Doc, Query
from tests.e2e.catalogue.drawn import OWNERS, USERS
from tests.e2e.catalogue.model import Model

MOST = 1000
_MADE_UP = '"00000000000000000000000000000000"'


class Disagreement(AssertionError):
    """The catalogue says something else than the model."""


class Story:
    """`catalogue` has the interface of Stack."""

    def __init__(self, catalogue: Any) -> None:
        self.catalogue, self.model = catalogue, Model(OWNERS)
        self._stood: dict[str, Doc] = {}
        self._touched = set[str]()

    def act(self, act: str, *given: Any) -> Any:
        """Does it in both; what both say."""
        self._touch(*given)
        expected, told = self.model.answer(act, *given), self.catalogue.answer(act, *given)
        require(told == expected, f"{act}{given}: {told}, not {expected}")
        return told

    def promise(self, user: str, tenant: str, project: str, docs: list[Doc]) -> bool:
        """Announces files; whether they were taken."""
        self._touch(tenant)
        copies = [replace(doc, past=set()) for doc in docs]
        expected, told = (
            self.model.answer("promise", user, tenant, project, docs),
            self.catalogue.answer("promise", user, tenant, project, copies),
        )
        require(told == expected, f"promise({user}, {tenant}, {project}): {told}, not {expected}")
        for doc, made in zip(docs, copies, strict=True):
            doc.created_at = made.created_at
        return expected == (201, None)

    def tag_of(self, file_id: str, match: str) -> str | None:
        """What If-Match is to say: a tag that is `fresh` or `stale`, `any` or `none`."""
        doc = self.model.files.get(file_id)
        if match == "stale":
            return min(doc.past) if doc and doc.past else _MADE_UP
        return {"any": "*", "none": None, "fresh": (doc.etag if doc else None) or _MADE_UP}[match]

    def _touch(self, *given: Any) -> None:
        """Notes the tenants that an act names, itself or by a file; all of them where it names none."""
        names = [one for one in given if isinstance(one, str)]
        tenants = {one for one in names if one in self.model.tenants}
        tenants |= {self.model.files[one].tenant for one in names if one in self.model.files}
        self._touched |= tenants or set(self.model.tenants)

    # --- looking ---------------------------------------------------------------------------------------------------

    def look_at_lists(self, *, strangers: bool = False, everywhere: bool = False) -> None:
        """All files, for all members of the tenants in which something was done since, or `everywhere`.

        With `strangers` what others are told, too.
        """
        for tenant in self.model.tenants if everywhere else sorted(self._touched):
            for user in USERS if strangers else self.model.tenants[tenant].roles:
                self.look(user, tenant, Query())
        self._touched.clear()

    def look(self, user: str, tenant: str, query: Query) -> None:
        """One list, in one page."""
        expected, docs = self._expected(user, tenant, query)
        told, views, cursor = self.catalogue.page(user, tenant, query, MOST, None)
        said = f"list({user}, {tenant}, {query})"
        require(told == expected, f"{said}: {told}, not {expected}")
        require([one["fileId"] for one in views] == [doc.id for doc in docs], f"{said}: {views}, not {docs}")
        require(views == [doc.view for doc in docs], f"{said}: {views}, not {docs}")
        require(cursor is None, f"{said}: goes on")

    def look_at_changed(self) -> None:
        """Each file that has changed, as its tenant's founder finds it: its tag is another than all before."""
        for doc in list(self.model.files.values()):
            if doc.etag is None:
                self.show(OWNERS[doc.tenant], doc.tenant, doc.id)

    def show(self, user: str, tenant: str, file_id: str) -> None:
        """One file."""
        expected = self.model.answer("shown", user, tenant, file_id)
        told, view, etag = self.catalogue.show(user, tenant, file_id)
        said = f"show({user}, {tenant}, {file_id})"
        require(told == expected, f"{said}: {told}, not {expected}")
        if expected == (200, None):
            doc = self.model.files[file_id]
            require(view == doc.view, f"{said}: {view}, not {doc}")
            require(etag not in doc.past, f"{said}: the tag of an earlier state")
            require(doc.etag in (None, etag), f"{said}: another tag, though nothing has changed")
            doc.etag = etag

    def look_where_it_stood(self) -> None:
        """The lists that files have left since this was last asked for."""
        left = set[tuple[str, Query]]()
        for before in self._stood.values():
            now = self.model.files.get(before.id)
            gone = now is None or now.status == "deleted"
            tags = set(before.tags) - set(() if gone or now is None else now.tags)
            left |= {(before.tenant, Query(tags=(tag,))) for tag in tags}
            if now is None or now.project != before.project:
                left.add((before.tenant, Query(project=before.project)))
            if now is None or now.status != before.status:
                left.add((before.tenant, Query(status=before.status)))
        for tenant, query in sorted(left, key=repr):
            self.look(OWNERS[tenant], tenant, query)
        self._stood = {doc.id: copy.copy(doc) for doc in self.model.files.values()}

    def _expected(self, user: str, tenant: str, query: Query) -> tuple[Any, list[Doc]]:
        expected = self.model.answer("looked", user, tenant)
        return expected, self.model.listed(user, tenant, query) if expected == (200, None) else []


def require(agrees: bool, said: str) -> None:
    """Raises Disagreement."""
    if not agrees:
        raise Disagreement(said)
