"""python -m tests.soak: many uploads through a rough network by clients that are killed and resumed. SEED, COUNT.

A cloud of its own is started and removed. Status 1 when anything is wrong in the end.
"""

import hashlib
import json
import os
import random
import signal
import sys
import tempfile
import time
from pathlib import Path

from local import ports
from local.outputs import outputs
from local.signin import sign_in
from local.users import user
from tests.e2e.cloud import Api, Cloud
from tests.faults.plan import MANGLED, ROUGH, Chance, Match, Plan
from tests.faults.proxy import HOST, Proxy
from tests.soak import crew, evidence, jobs, report, settling, verdict
from tools.embedded import embedded

COUNT = 200
AT_ONCE = 4


def weather(seed: int) -> Plan:
    """Clients meet it often, functions now and then: their queues and clients ask again."""
    return Plan(
        Chance(seed, 0.25, Match("s3:*", caller=""), MANGLED),
        Chance(seed, 0.15, Match("api:*", caller=""), ROUGH),
        Chance(seed, 0.02, Match(caller="?*"), ROUGH),
    )


def soak(seed: int, count: int, folder: Path) -> report.Run:
    """One soak, with its files and journals in `folder`."""
    port = ports.unused()
    functions = {"AWS_ENDPOINT_URL": f"http://{HOST}:{port}"}
    variables = {"TF_VAR_function_environment": json.dumps(functions)}
    with embedded(variables) as made, Proxy(made.endpoint, port=port) as proxy:
        cloud = Cloud(made.folder, made.port, made.variables, made.outputs)
        settling.hurry(cloud)
        told = outputs(cloud.place)
        token = sign_in(user("soak", cloud.place, told), told).access
        url = cloud.outputs["api_url"].replace(cloud.endpoint, proxy.url)
        place = crew.Place(folder, seed, url, token)
        proxy.plan = weather(seed)
        began = time.monotonic()
        outcomes = list(crew.send(place, jobs.drawn(seed, count), AT_ONCE, _tell))
        seconds = time.monotonic() - began
        proxy.plan = Plan()
        print("→ the storm is over: queues run empty, what never came expires", file=sys.stderr)
        settling.wait_for_queues(cloud)
        swept = settling.sweep(cloud)
        settling.wait_for_queues(cloud)
        there = _there(cloud, token)
        wrong = verdict.faults(outcomes, _digests(place, outcomes), there)
        return report.Run(seed, seconds, outcomes, proxy.log.all(), swept, there, wrong)


def _there(cloud: Cloud, token: str) -> evidence.Evidence:
    (tenant,) = Api(cloud.outputs["api_url"], token)("GET", "/tenants").json()["items"]
    return evidence.Evidence(
        evidence.rows(cloud),
        evidence.versions(cloud),
        evidence.multiparts(cloud),
        evidence.dead_letters(cloud),
        tenant["usage"],
    )


def _digests(place: crew.Place, outcomes: list[crew.Outcome]) -> dict[str, str]:
    digests = {}
    for job in (outcome.job for outcome in outcomes):
        with place.file(job).open("rb") as file:
            digests[job.filename] = hashlib.file_digest(file, "sha256").hexdigest()
    return digests


def _tell(outcome: crew.Outcome) -> None:
    job, what = outcome.job, outcome.file_id or outcome.refused
    print(f"{job.filename} {job.size:>9} {job.method or '-':9} killed {outcome.kills}: {what}", file=sys.stderr)


def main() -> int:
    """Runs a soak and prints its report."""
    try:
        seed = int(os.environ.get("SEED") or random.randrange(1_000_000))
        count = int(os.environ.get("COUNT") or COUNT)
    except ValueError:
        print("error: SEED and COUNT are whole numbers", file=sys.stderr)
        return 2
    print(f"→ SEED={seed} repeats this", file=sys.stderr)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # so that the cloud is stopped then too
    with tempfile.TemporaryDirectory(prefix="inlet-soak-") as folder:
        run = soak(seed, count, Path(folder))
    print(report.text(run))
    return 1 if run.wrong else 0


if __name__ == "__main__":
    sys.exit(main())
