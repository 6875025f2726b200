"""However often and in whatever order S3's notifications of one key come, they end alike."""

from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from common.files.lifecycle import Status
from tests.unit.cloud import PNG, Cloud, pending
from tests.unit.logger.conftest import ALL, record

GOOD, BAD = PNG, b"not what was promised"

# Which versions came, as the promise has it or not, and a series of deliveries in which each occurs at least once.
ARRIVALS = st.lists(st.sampled_from([GOOD, BAD]), min_size=1, max_size=4).flatmap(
    lambda bodies: st.tuples(
        st.just(bodies),
        st.tuples(st.permutations(range(len(bodies))), st.lists(st.integers(0, len(bodies) - 1), max_size=5)).flatmap(
            lambda parts: st.permutations([*parts[0], *parts[1]])
        ),
    )
)


@settings(
    max_examples=25,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(ARRIVALS)
def test_the_first_notification_decides_and_all_others_agree(logger, cloud, arrivals):
    bodies, deliveries = arrivals
    cloud.clear()
    logger.configure(ALL)
    cloud.announce(pending())
    versions = [cloud.upload(body=body) for body in bodies]
    for each in deliveries:
        assert logger([record(versions[each], sequencer=f"0{each}")]) == []
    _check(cloud, versions, winner=deliveries[0], accepted=bodies[deliveries[0]] == GOOD)
    assert len(cloud.mails()) == len(versions)
    before = cloud.items(cloud.audit), cloud.items(cloud.catalog), cloud.versions()
    for each, version in enumerate(versions):
        assert logger([record(version, sequencer=f"0{each}")]) == []
    assert (cloud.items(cloud.audit), cloud.items(cloud.catalog), cloud.versions()) == before
    assert len(cloud.mails()) == len(versions)


def _check(cloud: Cloud, versions: list[str], *, winner: int, accepted: bool) -> None:
    file: Any = cloud.file()
    rows = cloud.audited()
    verdicts = [rows[f"0{n}#ObjectCreated:Put#{version}#decision"]["verdict"] for n, version in enumerate(versions)]
    assert len(rows) == 3 * len(versions)  # facts, verdict, alert
    if accepted:
        assert (file.status, file.arrival.version_id) == (Status.UPLOADED, versions[winner])
        assert cloud.versions() == {versions[winner]}
        assert [n for n, verdict in enumerate(verdicts) if verdict == "admitted"] == [winner]
    else:
        assert (file.status, file.rejected_version) == (Status.REJECTED, versions[winner])
        assert cloud.versions() == set()
        assert set(verdicts) == {"rejected"}
    assert file.revision == 2
