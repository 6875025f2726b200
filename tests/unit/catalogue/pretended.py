"""A catalogue that is none: the model itself, with the interface of the applied stack; and some that are defective."""

import copy
import uuid
from itertools import count

from tests.e2e.catalogue.docs import Query
from tests.e2e.catalogue.drawn import OWNERS
from tests.e2e.catalogue.model import Model


class Pretended(Model):
    """As everything should be."""

    def __init__(self):
        super().__init__(OWNERS)
        self._clock, self._cursors = count(), {}

    def promise(self, user, tenant, project, docs):
        for doc in docs:
            doc.created_at = f"2026-11-22T00:00:00.{next(self._clock) // 2:03}Z"  # some at the same instant
        return super().promise(user, tenant, project, docs)

    def page(self, user, tenant, query, limit, cursor):
        told = self.answer("looked", user, tenant)
        if told != (200, None):
            return told, [], None
        after = "~" if cursor is None else self._position(tenant, query, cursor)
        if after is None:
            return (400, "invalid_request"), [], None
        left = [doc for doc in self.listed(user, tenant, query) if doc.position < after]
        more = self._cursor(tenant, query, left[limit - 1].position) if len(left) > limit else None
        return told, [doc.view for doc in left[:limit]], more

    def _cursor(self, tenant, query, position):
        made = uuid.uuid4().hex
        self._cursors[made] = tenant, query, position
        return made

    def _position(self, tenant, query, cursor):
        known = self._cursors.get(cursor)
        return known[2] if known and known[:2] == (tenant, query) else None

    def show(self, user, tenant, file_id):
        told = self.answer("shown", user, tenant, file_id)
        if told != (200, None):
            return told, None, None
        doc = self.files[file_id]
        doc.etag = doc.etag or f'"{uuid.uuid4().hex}"'
        return told, doc.view, doc.etag

    def disagreements(self):
        return []


class OldTagStays(Pretended):
    """A file stands in the lists of all tags that it ever had."""

    def _set(self, doc, body, if_match):
        doc.ever = {*getattr(doc, "ever", ()), *doc.tags}
        return super()._set(doc, body, if_match)

    def listed(self, user, tenant, query):
        rest = Query(**vars(query) | {"tags": ()})
        found = super().listed(user, tenant, rest)
        return [doc for doc in found if set(query.tags) <= {*doc.tags, *getattr(doc, "ever", ())}]


class RemovedStillSees(Pretended):
    """Who is taken out of a project goes on seeing its files."""

    def sees(self, user, doc):
        return super().sees(user, doc) or doc.owner == user


class RestoreLosesTags(Pretended):
    def restore(self, user, tenant, file_id):
        came_back = self.seen(user, tenant, file_id).status == "deleted"
        done = super().restore(user, tenant, file_id)
        if came_back:
            self.files[file_id].tags = ()
        return done


class UpdateIsLost(Pretended):
    """A change is made whatever If-Match says."""

    def _require(self, doc, if_match):
        pass


class ForeignIsFound(Pretended):
    """Whoever knows an id gets the file in any tenant."""

    def seen(self, user, tenant, file_id):
        self.tenants[tenant].require_member(user)
        doc = self.files.get(file_id)
        return doc if doc and doc.tenant != tenant else super().seen(user, tenant, file_id)


class TagOfTheStateStays(Pretended):
    """Metadata are changed, and the ETag says that nothing was."""

    def _set(self, doc, body, if_match):
        before = doc.etag
        done = super()._set(doc, body, if_match)
        if set(body) == {"metadata"}:
            doc.etag = before
        return done


class PagesByNumber(Pretended):
    """A cursor says how many files were shown."""

    def page(self, user, tenant, query, limit, cursor):
        told, views, _ = super().page(user, tenant, query, 1000, None)
        begin = 0
        if cursor:
            begin = self._position(tenant, query, cursor)
            if begin is None:
                return (400, "invalid_request"), [], None
        end = begin + limit
        return told, views[begin:end], self._cursor(tenant, query, end) if len(views) > end else None


class AnyCursorLeadsOn(Pretended):
    def _position(self, tenant, query, cursor):
        return super()._position(tenant, query, cursor) or "~"


class DeletedStaysListed(Pretended):
    def listed(self, user, tenant, query):
        found = super().listed(user, tenant, query)
        gone = super().listed(user, tenant, Query(**vars(query) | {"status": "deleted"})) if not query.status else []
        return sorted([*found, *gone], key=lambda doc: doc.position, reverse=True)


class OldestFirst(Pretended):
    def listed(self, user, tenant, query):
        return super().listed(user, tenant, query)[::-1]


class PurgeLeavesRows(Pretended):
    def purge(self):
        return 200


class BatchForgetsOne(Pretended):
    """Of several files the last is told to be done, and is not."""

    def batch(self, user, tenant, operation, ids, more):
        if len(ids) == 1:
            return super().batch(user, tenant, operation, ids, more)
        kept = copy.copy(self.files.get(ids[-1]))
        done = super().batch(user, tenant, operation, ids, more)
        if kept:
            self.files[kept.id] = kept
        return done


DEFECTIVE = [
    OldTagStays,
    RemovedStillSees,
    RestoreLosesTags,
    UpdateIsLost,
    ForeignIsFound,
    TagOfTheStateStays,
    PagesByNumber,
    AnyCursorLeadsOn,
    DeletedStaysListed,
    OldestFirst,
    PurgeLeavesRows,
    BatchForgetsOne,
]
