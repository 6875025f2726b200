"""A list page by page, while the catalogue changes: what stands all the time is shown once, all else at most once."""

from collections.abc import Callable
from typing import Any

from tests.e2e.catalogue.docs import Query
from tests.e2e.catalogue.story import Story, require

_MOST_PAGES = 60


def walk(story: Story, user: str, tenant: str, query: Query, limit: int, between: Callable[[], set[str]]) -> list[str]:
    """Walks to the end; `between` changes files between pages and tells which. The cursors that were told."""
    before = [doc.id for doc in story.model.listed(user, tenant, query)]
    touched, shown, cursors = set[str](), list[dict[str, Any]](), list[str]()
    cursor, said = None, f"walk({user}, {tenant}, {query}, {limit})"
    for _ in range(_MOST_PAGES):
        fits = {doc.id: doc.view for doc in story.model.listed(user, tenant, query)}
        told, views, cursor = story.catalogue.page(user, tenant, query, limit, cursor)
        require(told == (200, None), f"{said}: {told}")
        require(len(views) <= limit, f"{said}: {len(views)} files on a page")
        for view in views:
            require(view == fits.get(view["fileId"]), f"{said}: {view}, which is none of {fits}")
        shown += views
        if cursor is None:
            break
        cursors.append(cursor)
        touched |= between()
    ids, positions = ([one["fileId"] for one in shown], [f"{one['createdAt']}#{one['fileId']}" for one in shown])
    require(cursor is None, f"{said}: goes on for ever")
    require(len(set(ids)) == len(ids), f"{said}: a file is shown twice: {ids}")
    require(positions == sorted(positions, reverse=True), f"{said}: out of order: {positions}")
    stood = [one for one in before if one not in touched]
    require([one for one in ids if one in stood] == stood, f"{said}: {ids}, not all of {stood}")
    return cursors
