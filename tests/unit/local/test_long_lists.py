"""Queries over long partitions: what is left to the emulator has the answer in it, and little else."""

from itertools import islice

import pytest
from hypothesis import given
from hypothesis import strategies as st

from local import long_lists
from local.long_lists import Lists

KEYS = [f"{number:03}" for number in range(0, 600, 2)]
CONDITIONS = {
    "": lambda key, low, high: True,
    " AND sk < :low": lambda key, low, high: key < low,
    " AND sk <= :low": lambda key, low, high: key <= low,
    " and #sk > :low": lambda key, low, high: key > low,
    " AND sk >= :low": lambda key, low, high: key >= low,
    " AND sk BETWEEN :low AND :high": lambda key, low, high: low <= key <= high,
}


def asked(condition, low, high, **more):
    values = {":pk": {"S": "p"}, ":low": {"S": low}, ":high": {"S": high}}
    return {"KeyConditionExpression": f"pk = :pk{condition}", "ExpressionAttributeValues": values} | more


@given(
    st.sampled_from(sorted(CONDITIONS)),
    st.integers(0, 610),
    st.integers(0, 610),
    st.booleans(),
    st.integers(1, 9),
    st.none() | st.sampled_from(KEYS),
)
def test_the_answer_is_in_what_is_left(condition, low, high, forward, limit, after):
    bounds = f"{low:03}", f"{high:03}"
    start = {"ExclusiveStartKey": {"pk": {"S": "p"}, "sk": {"S": after}}} if after else {}
    query = asked(condition, *bounds, ScanIndexForward=forward, Limit=limit, **start)

    def answer(keys):
        behind = (key for key in keys if not after or (key > after if forward else key < after))
        meant = (key for key in behind if CONDITIONS[condition](key, *bounds))
        return list(islice(meant, limit + 1))

    window = long_lists._window(query, KEYS, "sk")
    given_ = window if forward else window[::-1]
    assert answer(given_)[:limit] == answer(KEYS if forward else KEYS[::-1])[:limit]
    assert len(window) <= limit + 2
    assert long_lists._partition(query) == "p"


@pytest.mark.parametrize(
    "query",
    [
        asked("", "", "", IndexName="by_status"),
        asked(" AND begins_with(sk, :low)", "", ""),
        {"KeyConditions": {}},
        {"KeyConditionExpression": None},
    ],
)
def test_what_is_not_understood_is_left_to_the_emulator(query):
    assert long_lists._partition(query) is None


def test_keys_follow_the_table():
    lists, table, rows = Lists(), {"TableName": "t"}, dict.fromkeys(KEYS)
    assert lists.keys(table, "p", rows) == KEYS
    rows["101"] = None
    lists.come(table, "p", "101")
    del rows["000"]
    lists.gone(table, "p", "000")
    assert lists.keys(table, "p", rows) == sorted(rows)
    rows |= {"999": None}  # put there by another way
    assert lists.keys(table, "p", rows) == sorted(rows)
    lists.come(table, "unknown", "1")
    lists.gone(table, "unknown", "1")
    assert lists.keys(table, "unknown", {"1": None}) == ["1"]
