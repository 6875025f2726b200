"""Random stories: what several people do with the files of two tenants, in any order."""

import sys
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import invariant, rule

from tests.e2e.catalogue import drawn
from tests.e2e.catalogue.docs import Query
from tests.e2e.catalogue.filing import Filing
from tests.e2e.catalogue.story import MOST, require
from tests.e2e.catalogue.walks import walk


class Machine(Filing):
    """Files, those whose they are, and those who look. After each step everybody looks around whom it may concern."""

    # --- people come and go ----------------------------------------------------------------------------------------

    @rule(actor=st.sampled_from(("anna", "anna", "ben", "dora", "eve")), tenant=drawn.tenants, act=drawn.memberships)
    def people(self, actor, tenant, act) -> None:
        founder = drawn.OWNERS[tenant]
        name, *given = act
        # A founder stays: somebody has to see all files. But as the only owner nobody goes.
        if tenant != "E" and (founder not in given or self.model.tenants[tenant].owners == 1):
            self.story.act("member", name, tenant, founder if actor == "anna" else actor, *given)
            self.strangers = True

    @rule(how=st.sampled_from(("take_out", "remove")))
    def ben_comes_and_goes(self, how) -> None:
        def do(act: str, *given: str) -> None:
            self.story.act("member", act, "A", "anna", *given)

        self.strangers = True
        if "default" not in self.model.tenants["A"].inside.get("ben", ()):
            do("put", "ben", "member")
            do("put_inside", "default", "ben")
        elif how == "remove":
            do("remove", "ben")
        else:
            do("take_out", "default", "ben")

    # --- people look -----------------------------------------------------------------------------------------------

    @rule(user=drawn.users, tenant=drawn.tenants, given=drawn.filters, since=drawn.instants, until=drawn.instants)
    def look(self, user, tenant, given, since, until) -> None:
        self.story.look(user, tenant, self._query(given, since, until))

    @rule(
        user=drawn.actors,
        tenant=drawn.tenants,
        given=drawn.long_lists,
        limit=st.integers(1, 2),
        numbers=st.lists(drawn.numbers, min_size=1, max_size=3),
    )
    def walk(self, user, tenant, given, limit, numbers) -> None:
        """What happens between pages is drawn beforehand: files come, change, go and return, always by the founder."""
        founder, left = drawn.OWNERS[tenant], list(numbers)
        if user not in self.model.tenants[tenant].roles:
            user = founder

        def between() -> set[str]:
            return self._meanwhile(founder, tenant, left.pop()) if left else set()

        query = self._query(given, None, None)
        cursors = walk(self.story, user, tenant, query, limit, between)
        if cursors:
            self._forge(user, tenant, query, cursors[0])

    def _meanwhile(self, founder: str, tenant: str, number: int) -> set[str]:
        ids = [one.id for one in self.model.files.values() if one.tenant == tenant]
        if number % 2 or not ids:
            return set(self._come(founder, tenant, "default", 1, ("x",), "text/plain"))
        file = ids[number % len(ids)]
        act = ("batch", founder, tenant, ("tag", "untag", "delete", "restore")[number // 2 % 4], [file])
        self.story.act(*act, {"tags": ["x"]} if act[3] in ("tag", "untag") else {})
        return {file}

    def _forge(self, user: str, tenant: str, query: Query, cursor: str) -> None:
        """A cursor leads nobody on in another tenant, in another list, or when it was changed."""
        other = Query(**vars(query) | {"tags": (*query.tags, "z")})
        flipped = cursor[:-1] + ("A" if cursor[-1] != "A" else "B")
        for who, where, what, said in (
            ("eve", "E", query, cursor),
            (user, tenant, other, cursor),
            (user, tenant, query, cursor[:-4]),
            (user, tenant, query, flipped),
        ):
            told, views, _ = self.story.catalogue.page(who, where, what, MOST, said)
            require((told, views) == ((400, "invalid_request"), []), f"a forged cursor: {told}")

    def _query(self, given: dict[str, Any], since: int | None, until: int | None) -> Query:
        times = sorted({doc.created_at for doc in self.model.files.values()})
        begin = times[since % len(times)] if times and since is not None else None
        end = times[until % len(times)] if times and until is not None else None
        end = None if begin and end and end <= begin else end
        return Query(**given, since=begin, until=end)

    # --- everybody looks -------------------------------------------------------------------------------------------

    @invariant()
    def all_agree(self) -> None:
        if self.begun:
            self.story.look_at_changed()
            self.story.look_where_it_stood()
            self.story.look_at_lists(strangers=self.strangers)
            self.strangers = False

    def teardown(self) -> None:
        """At the end nobody has gained or lost anything elsewhere; and rows, lists, usage and objects agree."""
        if self.begun and sys.exc_info()[0] is None:
            self.story.look_at_lists(everywhere=True)
            wrong = self.story.catalogue.disagreements()
            require(not wrong, f"rows and objects do not agree: {wrong}")
