"""What a story may be made of: few names, so that they meet."""

from typing import Any

from hypothesis import strategies as st

from tests.e2e.catalogue.members import MEMBER, OWNER

# Each founds a tenant. Ben founds none; he comes and goes. Nobody ever lets Eve in.
OWNERS = {"A": "anna", "B": "dora", "E": "eve"}
USERS = ("anna", "ben", "dora", "eve")
LET_IN = ("ben", "ben", "ben", "dora", "anna")
TYPES = ("text/plain", "image/png", "image/jpeg")
TAGS = ("x", "y", "ü", "日本")

users = st.sampled_from(USERS)
tenants = st.sampled_from(("A", "A", "B", "E"))
# Who acts on a file: mostly somebody who may.
actors = st.sampled_from(("founder", "founder", "uploader", "uploader", *USERS))
# Sometimes the file is asked for in another tenant than its own.
elsewhere = st.sampled_from((False,) * 6 + (True,))
projects = st.sampled_from(("default", "default", "second", "second", "nowhere"))
tags = st.lists(st.sampled_from(TAGS), max_size=3, unique=True).map(tuple)
some_tags = st.lists(st.sampled_from(TAGS), min_size=1, max_size=2, unique=True)
matches = st.sampled_from(("fresh",) * 4 + ("any", "stale", "stale", "none"))
statuses = st.sampled_from(("completed", "failed", "processing", "quarantined"))

_FIELDS = {
    "filename": st.sampled_from(("a", "Übersicht", "b c")),
    "tags": tags.map(list),
    "metadata": st.sampled_from(({}, {"k": "v"}, {"k": "ü", "l": ""})),
    "projectId": projects,
}
bodies = st.one_of(
    *(st.fixed_dictionaries({name: values}) for name, values in _FIELDS.items()),
    st.fixed_dictionaries({}, optional=_FIELDS).filter(bool),
)

batches: st.SearchStrategy[tuple[str, dict[str, Any]]] = st.one_of(
    st.tuples(st.sampled_from(("tag", "untag")), some_tags.map(lambda some: {"tags": some})),
    st.tuples(st.sampled_from(("delete", "restore")), st.just({})),
    st.tuples(st.just("move"), projects.map(lambda one: {"projectId": one})),
)

# Instants are those of files, by number: the bounds of a range are where it is wrong, if it is.
instants = st.one_of(st.none(), st.none(), st.integers(0, 99))
filters = st.fixed_dictionaries(
    {},
    optional={
        "project": projects,
        "owner": st.sampled_from(USERS),
        "tags": st.lists(st.sampled_from(TAGS), max_size=2, unique=True).map(tuple),
        "status": st.sampled_from(("uploaded", "completed", "deleted", "pending", "failed", "quarantined")),
        "type": st.sampled_from((*TYPES, "image/*", "video/*")),
    },
)

# Many files are in long lists, which show what happens between their pages.
long_lists: st.SearchStrategy[dict[str, Any]] = st.one_of(st.just({}), st.just({"tags": ("x",)}), filters)
numbers = st.integers(0, 99)

memberships = st.one_of(
    st.tuples(st.just("put"), st.sampled_from(LET_IN), st.sampled_from((MEMBER, MEMBER, OWNER))),
    st.tuples(st.just("create_project"), st.sampled_from(("second", "second", "default"))),
    st.tuples(st.just("remove"), st.sampled_from(LET_IN)),
    st.tuples(st.just("put_inside"), projects, st.sampled_from(LET_IN)),
    st.tuples(st.just("take_out"), projects, st.sampled_from(LET_IN)),
)
