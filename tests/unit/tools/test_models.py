"""What is left of a service: the operations that are asked for, and all that these lead to."""

import gzip
import json

from tools import models

STOCK = {
    "metadata": {"endpointPrefix": "email"},
    "operations": {
        "PutItem": {"name": "PutItem", "input": {"shape": "Put"}, "errors": [{"shape": "Busy"}], "documentation": "…"},
        "GetItem": {"name": "GetItem", "input": {"shape": "Get"}, "output": {"shape": "Got"}},
        "Other": {"name": "Other"},
    },
    "shapes": {
        "Put": {"type": "structure", "members": {"documentation": {"shape": "Tree", "documentation": "a member"}}},
        "Tree": {"type": "list", "member": {"shape": "Branch"}},
        "Branch": {"type": "map", "key": {"shape": "Text"}, "value": {"shape": "Tree"}},
        "Text": {"type": "string"},
        "Busy": {"type": "structure", "exception": True, "members": {}},
        "Get": {"type": "structure", "members": {}},
        "Got": {"type": "structure", "members": {}},
    },
    "documentation": "all of it",
}


def test_an_operation_is_asked_for_by_its_method():
    assert models.asked_for(STOCK, {"put_item", "query", "item"}) == {"PutItem"}


def test_shapes_go_with_their_operations_whatever_they_lead_to():
    kept = models.service(STOCK, {"PutItem"})
    assert kept["operations"].keys() == {"PutItem"}
    assert kept["shapes"].keys() == {"Put", "Tree", "Branch", "Text", "Busy"}


def test_texts_go_and_members_of_that_name_stay():
    kept = models.service(STOCK, {"PutItem"})
    assert kept["shapes"]["Put"] == {"type": "structure", "members": {"documentation": {"shape": "Tree"}}}
    assert "documentation" not in kept["operations"]["PutItem"]


def test_endpoints_of_other_services_go():
    partition = {
        "partition": "aws",
        "regions": {"eu-central-1": {}},
        "services": {"email": {"endpoints": {}}, "ec2": {}},
    }
    kept = models.endpoints({"version": 3, "partitions": [partition]}, {"email"})
    assert kept == {"version": 3, "partitions": [partition | {"services": {"email": {"endpoints": {}}}}]}


def test_a_service_is_described_once(tmp_path):
    """As Lambda is by two dates: of an older one nothing stays."""
    stock = tmp_path / "stock.gz"
    stock.write_bytes(gzip.compress(json.dumps(STOCK).encode()))
    old, new, other = (f"botocore/data/{one}/" for one in ("email/2014-11-11", "email/2015-03-31", "sms/2010-01-01"))
    names = [f"{folder}{name}" for folder in (old, new, other) for name in ("service-2.json.gz", "waiters-2.json")]
    kept = models.prune(dict.fromkeys(names, stock), [], tmp_path)
    assert set(kept) == {f"{folder}{name}" for folder in (new, other) for name in ("service-2.json", "waiters-2.json")}
