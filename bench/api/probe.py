"""Runs in an interpreter of its own: probe.py FOLDER HANDLER < event. One cold start; prints its figures as JSON."""

import sys
import time

folder, handler = sys.argv[1:]
raw = sys.stdin.buffer.read()
sys.path.append(folder)

started = time.process_time()
module_name, _, name = handler.rpartition(".")
module = __import__(module_name, fromlist=[name])
seconds = time.process_time() - started

import gc  # noqa: E402 - what the probe itself needs must not spare the function's imports anything
import json  # noqa: E402

event = json.loads(raw)


class Context:
    """What Lambda hands over beside the event."""

    aws_request_id = "bench"
    memory_limit_in_mb = "3008"

    def get_remaining_time_in_millis(self) -> int:
        """Time enough."""
        return 300_000


started = time.process_time()
answer = getattr(module, name)(event, Context())
seconds += time.process_time() - started

clients = []
if "botocore" in sys.modules:
    from botocore.client import BaseClient

    clients = sorted(
        found.meta.service_model.service_name for found in gc.get_objects() if issubclass(type(found), BaseClient)
    )
sys.stdout.write(json.dumps({"seconds": seconds, "clients": clients, "answer": answer}) + "\n")
