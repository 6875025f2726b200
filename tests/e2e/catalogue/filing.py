"""Files come, change, go and return: the part of random stories that is about single files."""

import itertools
import uuid
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    MultipleResults,
    RuleBasedStateMachine,
    initialize,
    multiple,
    precondition,
    rule,
)

from tests.e2e.catalogue import drawn
from tests.e2e.catalogue.docs import Doc
from tests.e2e.catalogue.story import Story

# Not deleted, and with an object.
_PROCESSABLE = {"uploaded", "processing", "completed", "failed"}


class Filing(RuleBasedStateMachine):
    """Each step is an act in both, the catalogue and the model, and a look around by everybody whom it may concern."""

    files: Bundle[str] = Bundle("files")

    def __init__(self) -> None:
        super().__init__()
        self.story = Story(self.catalogue())
        self.model = self.story.model
        self.strangers = False
        self.begun = False
        self._numbers = itertools.count()

    def catalogue(self) -> Any:
        """An empty catalogue with the founders' tenants."""
        raise NotImplementedError

    # --- files come ------------------------------------------------------------------------------------------------

    @initialize(target=files)
    def begin(self) -> MultipleResults[str]:
        self.story.act("member", "put", "A", "anna", "ben", "member")
        self.story.act("member", "put_inside", "A", "anna", "default", "ben")
        made = [*self._come("anna", "A", "default", 2, ("x", "ü"), "text/plain")]
        made += self._come("ben", "A", "default", 1, ("x",), "image/png")
        made += self._come("dora", "B", "default", 1, ("x",), "text/plain")
        self.begun = self.strangers = True
        return multiple(*made)

    @rule(
        target=files,
        user=drawn.actors,
        tenant=drawn.tenants,
        project=drawn.projects,
        count=st.integers(1, 2),
        tags=drawn.tags,
        type_=st.sampled_from(drawn.TYPES),
        arrives=st.sampled_from((True, True, True, False)),
    )
    def upload(self, user, tenant, project, count, tags, type_, arrives) -> MultipleResults[str]:
        user = {"founder": drawn.OWNERS[tenant], "uploader": "ben"}.get(user, user)
        return multiple(*self._come(user, tenant, project, count, tags, type_, arrives=arrives))

    def _come(self, user, tenant, project, count, tags, type_, *, arrives=True) -> list[str]:
        ids = [self._new_id() for _ in range(count)]
        docs = [Doc(one, tenant, user, project, type_, tags) for one in ids]
        if not self.story.promise(user, tenant, project, docs):
            return []
        for one in ids if arrives else ():
            self.story.act("arrive", one)
        return ids

    @rule()
    def a_day_goes_by(self) -> None:
        """Nothing happens: of this the simplest story is made, which is told first of all."""

    def _new_id(self) -> str:
        """The same ones in each story, so that one that is told again goes as it went: its tenants are new."""
        return str(uuid.uuid5(uuid.NAMESPACE_OID, str(next(self._numbers))))

    @rule(file=files, status=drawn.statuses)
    def is_processed(self, file, status) -> None:
        doc = self.model.files.get(file)
        if doc and doc.status in _PROCESSABLE:
            self.story.act("settle", file, status)
        elif doc and doc.status == "pending":
            self.story.act("arrive", file)

    # --- files change ----------------------------------------------------------------------------------------------

    @rule(user=drawn.actors, file=files, elsewhere=drawn.elsewhere, body=drawn.bodies, match=drawn.matches)
    def patch(self, user, file, elsewhere, body, match) -> None:
        self._of_file("patch", user, file, elsewhere, body, self.story.tag_of(file, match))

    @rule(file=files, body=drawn.bodies)
    def correct(self, file, body) -> None:
        """As it mostly is: by who may, of what there is."""
        self._of_file("patch", "founder", file, False, body, self.story.tag_of(file, "fresh"))

    @rule(user=drawn.actors, file=files, elsewhere=drawn.elsewhere, match=drawn.matches)
    def delete(self, user, file, elsewhere, match) -> None:
        self._of_file("delete", user, file, elsewhere, self.story.tag_of(file, match))

    @rule(user=drawn.actors, file=files, elsewhere=drawn.elsewhere, number=drawn.numbers)
    def restore(self, user, file, elsewhere, number) -> None:
        self._of_file("restore", user, self._deleted(number) or file, elsewhere)

    @rule(user=st.sampled_from(("founder", "uploader")), file=files)
    def change_their_mind(self, user, file) -> None:
        self._of_file("delete", user, file, False)
        self._of_file("restore", user, file, False)

    @rule(user=drawn.actors, file=files, elsewhere=drawn.elsewhere)
    def read(self, user, file, elsewhere) -> None:
        self._of_file("content", user, file, elsewhere)

    def _of_file(self, act: str, user: str, file: str, elsewhere: bool, *given: Any) -> None:
        user, tenant = self._acting(user, file, elsewhere)
        own = doc.tenant if (doc := self.model.files.get(file)) else "A"
        self.story.act(act, user, tenant, file, *given)
        for one in drawn.USERS:
            self.story.show(one, own, file)
        self.story.show("eve", "E", file)

    def _acting(self, user: str, file: str, elsewhere: bool) -> tuple[str, str]:
        """Who acts, and in which tenant."""
        doc = self.model.files.get(file)
        own, uploader = (doc.tenant, doc.owner) if doc else ("A", "ben")
        tenant = {"A": "B", "B": "A", "E": "A"}[own] if elsewhere else own
        return {"founder": drawn.OWNERS[own], "uploader": uploader}.get(user, user), tenant

    @rule(user=drawn.actors, of=st.lists(files, min_size=2, max_size=4), elsewhere=drawn.elsewhere, batch=drawn.batches)
    def batch(self, user, of, elsewhere, batch) -> None:
        operation, more = batch
        user, tenant = self._acting(user, of[0], elsewhere)
        self.story.act("batch", user, tenant, operation, list(dict.fromkeys(of)), more)

    @precondition(lambda self: self._deleted(0))
    @rule(number=drawn.numbers, purged=st.booleans())
    def a_month_goes_by(self, number, purged) -> None:
        self.story.act("age", self._deleted(number))
        if purged:
            self.story.act("purge")

    def _deleted(self, number: int) -> str | None:
        ids = [doc.id for doc in self.model.files.values() if doc.status == "deleted"]
        return ids[number % len(ids)] if ids else None
