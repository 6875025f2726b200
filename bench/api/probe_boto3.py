"""Runs in an interpreter of its own: probe_boto3.py FOLDER SERVICE…. A session and its clients; prints the seconds."""

import sys
import time
from typing import Any

folder, *services = sys.argv[1:]
sys.path.append(folder)

started = time.process_time()
import boto3  # noqa: E402

session: Any = boto3.Session()
clients = [session.client(service) for service in services]
seconds = time.process_time() - started

import json  # noqa: E402

sys.stdout.write(json.dumps({"seconds": seconds}) + "\n")
