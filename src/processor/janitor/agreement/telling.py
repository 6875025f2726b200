"""What of a run people must hear of: as metrics, which CloudWatch finds in the log's lines, and alarms watch.

https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
"""

from typing import Any

from common import logs, times
from common.janitor.findings import OBJECT_MISSING
from common.janitor.run import Run, State
from processor.janitor.agreement.finding import Count


def lost(count: Count) -> None:
    """That files have lost their objects, as soon as it is found: in a dry run, too."""
    if tally := count.tallies.get(OBJECT_MISSING.name):
        keys = count.samples[OBJECT_MISSING.name]
        logs.warning("objects are missing", **_metric("LostObjects", tally.found), keys=keys[:10])


def ended(run: Run) -> None:
    """That the run is over, and how much of it was left undone: what was not looked at, and what was not mended."""
    failed = sum(tally.failed for tally in run.tallies.values())
    undone = run.unseen + failed + (run.state is State.FAILED)
    tallies: Any = {name: tally.__dict__ for name, tally in run.tallies.items()}
    logs.info("run ended", run=run.id, state=run.state, findings=tallies, **_metric("JanitorUndone", undone))


def _metric(name: str, value: int) -> dict[str, Any]:
    embedded = {
        "Timestamp": int(times.now().timestamp() * 1000),
        "CloudWatchMetrics": [
            {"Namespace": "Inlet", "Dimensions": [["function"]], "Metrics": [{"Name": name, "Unit": "Count"}]}
        ],
    }
    return {"_aws": embedded, name: value}
