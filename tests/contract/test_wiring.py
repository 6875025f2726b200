"""Code, API description and Terraform name the same things: routes, handlers, environment variables, zips."""

import dataclasses
import importlib
from pathlib import Path
from typing import Any

import hcl2
import pytest
from openapi_spec_validator import validate

from common.errors import TABLE
from common.files.extraction import ExtractorSettings
from ingestion.changes import change_settings
from ingestion.changes import handler as changes
from ingestion.collector import handler as collector
from ingestion.collector import settings as collector_settings
from ingestion.files import file_settings
from ingestion.files import handler as files
from ingestion.operators import handler as operators
from ingestion.operators import operator_settings
from ingestion.public import discovery
from ingestion.public import handler as public
from ingestion.queries import handler as queries
from ingestion.reader import handler as reader
from ingestion.reader import reader_settings
from ingestion.sockets import handler as sockets
from ingestion.sockets import socket_settings
from ingestion.tenants import handler as tenants
from ingestion.uploads import handler as uploads
from ingestion.uploads import upload_settings
from ingestion.web import contract
from logger.settings import DigestSettings, LoggerSettings
from logger.totals import NAMES
from processor.aggregate.report import ReportSettings
from processor.aggregate.roller import RollerSettings
from processor.compactor.handler import CompactorSettings
from processor.events.handler import EventsSettings
from processor.finish.finishing import FinishSettings
from processor.history.handler import HistorySettings
from processor.image.handler import ImageSettings
from processor.inspection.handler import InspectionSettings
from processor.janitor.agreement.scope import JanitorSettings
from processor.janitor.purge import PurgeSettings
from processor.janitor.sweeper import SweeperSettings
from processor.outbox.handler import OutboxSettings
from processor.pdf.handler import PdfSettings
from processor.pusher.pushing import PusherSettings
from processor.quarantine.quarantining import QuarantineSettings
from processor.router.settings import RouterSettings
from processor.scan.scan_settings import ScanSettings
from processor.scan.updater import UpdaterSettings
from processor.verifier.handler import VerifierSettings
from tools.packages import PACKAGES

STACK = Path(__file__).resolve().parents[2] / "terraform/stack"

# What each function reads of its environment.
SETTINGS: dict[str, Any] = {
    "public": discovery.Settings,
    "uploads": upload_settings.Settings,
    "files": file_settings.Settings,
    "changes": change_settings.Settings,
    "sockets": socket_settings.Settings,
    "tenants": tenants.Settings,
    "reader": reader_settings.Settings,
    "queries": queries.Settings,
    "collector": collector_settings.Settings,
    "operators": operator_settings.Settings,
    "logger": LoggerSettings,
    "digest": DigestSettings,
    "sweeper": SweeperSettings,
    "purge": PurgeSettings,
    "janitor": JanitorSettings,
    "verifier": VerifierSettings,
    "scan": ScanSettings,
    "scan_updater": UpdaterSettings,
    "event_processor": EventsSettings,
    "compactor": CompactorSettings,
    "roller": RollerSettings,
    "report": ReportSettings,
    "router": RouterSettings,
    "inspect": InspectionSettings,
    "text": ExtractorSettings,
    "finish": FinishSettings,
    "image": ImageSettings,
    "table": ExtractorSettings,
    "pdf": PdfSettings,
    "quarantine": QuarantineSettings,
    "outbox": OutboxSettings,
    "history": HistorySettings,
    "pusher": PusherSettings,
}
ROUTES: dict[str, Any] = {
    "public": public._ROUTES,
    "uploads": uploads._ROUTES,
    "files": files._ROUTES,
    "changes": changes._ROUTES,
    "sockets": sockets._ROUTES,
    "tenants": tenants._ROUTES,
    "reader": reader._ROUTES,
    "queries": queries._ROUTES,
    "collector": collector._ROUTES,
    "operators": operators._ROUTES,
}


def plain(value: Any) -> Any:
    """What the parser gives, without the quotes that it leaves around strings."""
    if isinstance(value, dict):
        return {plain(name): plain(one) for name, one in value.items()}
    if isinstance(value, list):
        return [plain(one) for one in value]
    return value.strip('"') if isinstance(value, str) else value


def blocks(kind: str) -> list[Any]:
    """The blocks of that kind in all files of the stack."""
    found: list[Any] = []
    for file in sorted(STACK.glob("*.tf")):
        with file.open(encoding="utf-8") as text:
            found += plain(hcl2.load(text)).get(kind, [])
    return found


def modules() -> dict[str, Any]:
    """The module blocks of the stack by name."""
    return {name: one for block in blocks("module") for name, one in block.items()}


def extractors() -> dict[str, Any]:
    """The functions that the table of extractors makes, by name: as the module block would have them."""
    (table,) = [one["extractors"] for one in blocks("locals") if "extractors" in one]
    return {
        name: {
            "handler": f"processor.{name}.handler.handler",
            "package": f"${{local.packages.{name}}}",
            "environment": row.get("environment", {}) | dict.fromkeys(SHARED, ""),
        }
        for name, row in table.items()
    }


# What every extractor reads of its environment, whichever it is.
SHARED = ("CATALOG_TABLE", "UPLOADS_BUCKET", "DERIVED_BUCKET")

FUNCTIONS = {
    name: block for name, block in modules().items() if block["source"] == "../modules/function" and name != "extractor"
} | extractors()
API = modules()["api"]
OPERATIONS: dict[str, Any] = {
    f"{method.upper()} {path}": operation
    for path, methods in contract.document()["paths"].items()
    for method, operation in methods.items()
}


def test_the_stack_declares_the_functions_known_here():
    assert FUNCTIONS.keys() == SETTINGS.keys()


def test_the_description_is_openapi():
    validate(contract.document())


def test_every_route_is_described_and_every_description_is_a_route():
    assert API["routes"].keys() == OPERATIONS.keys() | {"$default"}


@pytest.mark.parametrize("name", ROUTES)
def test_each_function_serves_the_routes_that_lead_to_it(name):
    led = {route for route, target in API["routes"].items() if target["function"] == name}
    assert led - {"$default"} == ROUTES[name].keys()


def test_whatever_is_not_public_demands_the_scope():
    for route, operation in OPERATIONS.items():
        target = API["routes"][route]
        if target["function"] == "collector":  # it tells tokens itself, since it takes write keys too
            assert target["public"]
            in_the_body: list[dict[str, list[str]]] = [{}] if route == "POST /v1/{call}" else []
            headers = [{"writeKey": []}, {"basicKey": []}, {"jwt": ["inlet/api"]}]
            assert operation["security"] == headers + in_the_body
        else:
            assert bool(target.get("public")) is not bool(operation["security"])
            assert operation["security"] in ([], [{"jwt": ["inlet/api"]}])
    assert API["routes"]["$default"] == {"function": "public", "public": True}


def test_browsers_may_send_the_headers_that_are_described():
    described = {
        parameter["name"].lower()
        for operation in OPERATIONS.values()
        for parameter in operation.get("parameters", [])
        if parameter["in"] == "header"
    }
    assert described <= set(API["cors"]["headers"])
    assert {route.partition(" ")[0] for route in API["routes"] if route != "$default"} <= set(API["cors"]["methods"])


@pytest.mark.parametrize("name", FUNCTIONS)
def test_handlers_exist_in_the_zip_that_is_deployed(name):
    module, _, attribute = FUNCTIONS[name]["handler"].rpartition(".")
    assert callable(getattr(importlib.import_module(module), attribute))
    zipped = FUNCTIONS[name]["package"].removeprefix("${local.packages.").removesuffix("}")
    (package,) = [package for package in PACKAGES if package.name == zipped]
    assert any(f"{module.replace('.', '/')}/".startswith(f"{source}/") for source in package.sources)


@pytest.mark.parametrize("name", FUNCTIONS)
def test_environment_variables_are_those_that_are_read(name):
    read = {field.name.upper() for field in dataclasses.fields(SETTINGS[name])}
    assert FUNCTIONS[name].get("environment", {}).keys() == read


def test_the_digest_finds_in_its_index_what_it_sums_up():
    assert set(modules()["audit"]["indexes"]["by_hour"]["attributes"]) == set(NAMES)


def test_error_codes_are_those_of_the_table():
    described = contract.document()["components"]["schemas"]["Problem"]["properties"]["code"]["enum"]
    assert sorted(described) == sorted(TABLE)


# What any route may answer, what any route behind the tenant may, and what a body adds.
ALWAYS = {"invalid_request", "internal"}
SIGNED_IN = {"unauthorized", "tenant_forbidden", "busy"}
WITH_BODY = {"malformed_body", "body_too_large", "unsupported_media_type"}
OF_NO_TENANT = {"GET /tenants", "POST /tenants"}
OF_ROUTE = {
    "GET /queries/{id}": {"not_found", "result_too_large"},
    "POST /events": {"scope_missing"},
    "POST /v1/{call}": {"scope_missing", "not_found"},
    "GET /upload": {"quota_exceeded"},
    "POST /uploads": {"quota_exceeded", "upload_conflict"},
    "POST /tenants": {"limit_reached"},
    "PUT /tenants/{id}/members/{user}": {"owner_required", "last_owner", "limit_reached"},
    "DELETE /tenants/{id}/members/{user}": {"owner_required", "not_found", "last_owner"},
    "POST /projects": {"owner_required", "project_exists", "limit_reached"},
    "GET /projects/{id}/members": {"not_found"},
    "PUT /projects/{id}/members/{user}": {"owner_required", "not_found", "not_a_member"},
    "DELETE /projects/{id}/members/{user}": {"owner_required", "not_found"},
    "GET /write-keys": {"owner_required"},
    "POST /write-keys": {"owner_required", "limit_reached"},
    "DELETE /write-keys/{id}": {"owner_required", "not_found"},
    "GET /uploads/{id}": {"not_found"},
    "DELETE /uploads/{id}": {"not_found", "upload_settled"},
    "POST /uploads/{id}/parts": {"not_found", "not_multipart", "upload_settled"},
    "GET /files": {"keys_missing"},
    "GET /files/{id}": {"not_found"},
    "GET /files/{id}/history": {"not_found", "keys_missing"},
    "GET /files/{id}/content": {"not_found", "unknown_variant", "not_readable", "file_deleted", "keys_missing"},
    "POST /files/{id}/reprocess": {"not_found", "still_processing", "not_processable", "file_deleted"},
    "PATCH /files/{id}": {
        "not_found",
        "nothing_arrived",
        "file_deleted",
        "precondition_failed",
        "precondition_required",
    },
    "DELETE /files/{id}": {"not_found", "nothing_arrived", "still_processing", "precondition_failed"},
    "POST /files/{id}/restore": {"not_found", "nothing_arrived", "owner_required", "file_deleted"},
    "POST /janitor": {"operators_only", "run_under_way"},
    "GET /janitor": {"operators_only"},
    "GET /janitor/{id}": {"operators_only", "not_found"},
    "GET /bad-events": {"owner_required"},
    "GET /bad-events/{id}": {"owner_required", "not_found"},
    "POST /bad-events/{id}/replay": {"owner_required", "not_found", "event_conflict", "still_invalid"},
    "POST /uploads/{id}/complete": {
        "not_found",
        "not_multipart",
        "upload_incomplete",
        "part_mismatch",
        "checksum_conflict",
        "upload_settled",
    },
}


@pytest.mark.parametrize("route", OPERATIONS)
def test_each_operation_names_its_error_codes_with_their_status(route):
    operation = OPERATIONS[route]
    named = {
        (code, int(status))
        for status, answer in operation["responses"].items()
        for code in answer["description"].split("`")[1::2]
        if code in TABLE
    }
    expected = ALWAYS | (SIGNED_IN if operation["security"] else set()) | OF_ROUTE.get(route, set())
    expected -= {"tenant_forbidden"} if route in OF_NO_TENANT or "operators_only" in expected else set()
    expected |= WITH_BODY if "requestBody" in operation else set()
    assert named == {(code, TABLE[code].status) for code in expected}


def test_lists_tell_of_a_file_what_it_tells_itself_but_for_its_findings():
    schemas = contract.document()["components"]["schemas"]
    file, listed = schemas["File"], schemas["ListedFile"]
    findings = file["properties"].keys() - listed["properties"].keys()
    assert (findings, set(file["required"]) - set(listed["required"])) == ({"extracted"}, {"extracted"})
    assert file["properties"] | listed["properties"] == file["properties"]


def test_throttling_is_described_everywhere():
    assert all("429" in operation["responses"] for operation in OPERATIONS.values())
