"""The demo's events: sent with a write key, refused where they are wrong, stored, counted."""

import time
from datetime import UTC, datetime, timedelta

from inlet import Client, Delivery, Stats
from inlet.commands.events.stats import rows
from local import sample_events
from local.columns import fit
from local.home import Trouble

KEY_NAME = "demo"
STORED_SECONDS = 120  # without any news: what failed once is delivered again after a minute
POLL_SECONDS = 0.3
SQL = (
    "select json_extract_scalar(properties, '$.page') as page, count(*) as views from events "
    "where event_type = 'page_view' group by 1 order by 2 desc"
)


def run(client: Client) -> str:
    """Sends the sample events and prints what became of them. Answers with the write key that it made.

    Raises Trouble when they are not stored, InletError when the API does not answer as it should.
    """
    began = datetime.now(UTC)
    key = _key(client)
    events = sample_events.made(began)
    done = client.events.send(events, key=key)
    print(f"\n{done.accepted} events sent with a write key; not taken:")
    for one in done.not_taken:
        print(f"  {events[one.position]['event_type']}: {one.reason}")
    since = min(event["timestamp"] for event in events)
    _await_stored(client, done, since)
    print("\nStored, each once. What they count, with those of earlier demos (by hours of UTC):")
    _show(client.events.stats(by="hour", from_=since))
    print(f"\nThe archive answers to SQL: {SQL}")
    for page, views in client.events.query(SQL).rows:
        print(f"  {fit(page or '', 20)}  {views:>7}")
    return key


def _key(client: Client) -> str:
    """A new key. Those of earlier demos are revoked: nobody can know them any more."""
    for one in client.write_keys():
        if one.name == KEY_NAME:
            client.revoke_write_key(one.id)
    return client.create_write_key(KEY_NAME).key or ""


def _await_stored(client: Client, done: Delivery, since: datetime) -> None:
    missing, deadline = set(done.event_ids), time.monotonic() + STORED_SECONDS
    while missing:
        left = missing - {one.event_id for one in client.events.find(from_=since - timedelta(minutes=1))}
        if len(left) < len(missing):
            missing, deadline = left, time.monotonic() + STORED_SECONDS
        elif time.monotonic() > deadline:
            raise Trouble(f"{len(missing)} events are not stored after {STORED_SECONDS} s: make logs says why")
        else:
            time.sleep(POLL_SECONDS)


def _show(counts: Stats) -> None:
    for when, kind, events, users in rows(counts, "hour"):
        print(f"  {fit(when, 17)}  {fit(kind, 12)}  {events:>7} events  {users:>5} users")
