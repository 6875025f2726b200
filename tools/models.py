"""botocore's descriptions of services, cut down to what a zip can ask for: reading them is a third of a cold start.

An operation stays if its method's name stands anywhere in the sources, so there is no list to be kept; with it stay
all shapes that it leads to. Texts for people go, as do older descriptions of a service, which are read only where they
are asked for by their date. What stays equals the stock, which tests prove.
"""

import gzip
import json
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from botocore import xform_name

MODEL = re.compile(r"^(botocore/data/([^/]+)/[^/]+/service-2\.json)\.gz$")
DATED = re.compile(r"^botocore/data/([^/]+)/(\d{4}-\d\d-\d\d)/")
ENDPOINTS = "botocore/data/endpoints.json"
WORD = re.compile(r"[a-z][a-z0-9_]+")
# botocore itself looks at these: to sign forms, for directory buckets, after a redirect to another region, to discover
# endpoints.
WANTED_BY_BOTOCORE = {"s3": {"CreateBucket", "CreateSession", "HeadBucket"}, "dynamodb": {"DescribeEndpoints"}}
REFERENCES = ("member", "key", "value")

Json = dict[str, Any]


def prune(libraries: dict[str, Path], sources: Iterable[Path], scratch: Path) -> dict[str, Path]:
    """The files of a zip by name with each description replaced by what is left of it, written below `scratch`."""
    words = {word for file in sources if file.suffix == ".py" for word in WORD.findall(file.read_text())}
    pruned, services = {}, set()
    for name, file in _newest(libraries).items():
        if found := MODEL.match(name):
            model = json.loads(gzip.decompress(file.read_bytes()))
            wanted = WANTED_BY_BOTOCORE.get(found[2], set()) | asked_for(model, words)
            pruned[found[1]] = _written(service(model, wanted), scratch / found[1])
            services.add(model["metadata"]["endpointPrefix"])
        else:
            pruned[name] = file
    if ENDPOINTS in pruned:
        pruned[ENDPOINTS] = _written(
            endpoints(json.loads(pruned[ENDPOINTS].read_text()), services), scratch / ENDPOINTS
        )
    return pruned


def _newest(libraries: dict[str, Path]) -> dict[str, Path]:
    """The same without what belongs to a service's older descriptions."""
    dates: dict[str, str] = {}
    for name in libraries:
        if MODEL.match(name) and (found := DATED.match(name)):
            dates[found[1]] = max(dates.get(found[1], ""), found[2])
    return {
        name: file
        for name, file in libraries.items()
        if not (found := DATED.match(name)) or found[2] >= dates.get(found[1], "")
    }


def asked_for(model: Json, words: set[str]) -> set[str]:
    """The operations of a service whose methods are among `words`."""
    return {name for name in model["operations"] if xform_name(name) in words}


def service(model: Json, wanted: set[str]) -> Json:
    """A service with only the operations `wanted`, and the shapes that these need."""
    operations = {name: one for name, one in model["operations"].items() if name in wanted}
    shapes = model["shapes"]
    reached: set[str] = set()
    waiting = [one["shape"] for operation in operations.values() for one in _of_operation(operation)]
    while waiting:
        name = waiting.pop()
        if name not in reached:
            reached.add(name)
            waiting += [one["shape"] for one in _of_shape(shapes[name])]
    kept = {name: shape for name, shape in shapes.items() if name in reached}
    return model | {"operations": without_texts(operations), "shapes": without_texts(kept)}


def endpoints(document: Json, services: set[str]) -> Json:
    """All partitions and regions, with the endpoints of these services only."""
    partitions = [
        one | {"services": {name: told for name, told in one["services"].items() if name in services}}
        for one in document["partitions"]
    ]
    return document | {"partitions": partitions}


def without_texts(value: Any) -> Any:
    """`value` less its documentation. A member of a shape may be called so too: that is no text."""
    if isinstance(value, dict):
        texts = {name for name, one in value.items() if name == "documentation" and isinstance(one, str)}
        return {name: without_texts(one) for name, one in value.items() if name not in texts}
    return [without_texts(one) for one in value] if isinstance(value, list) else value


def _of_operation(operation: Json) -> Iterable[Json]:
    yield from (operation[name] for name in ("input", "output") if name in operation)
    yield from operation.get("errors", ())


def _of_shape(shape: Json) -> Iterable[Json]:
    yield from shape.get("members", {}).values()
    yield from (shape[name] for name in REFERENCES if name in shape)


def _written(document: Json, file: Path) -> Path:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps(document, separators=(",", ":"), ensure_ascii=False))
    return file
