"""One file sent by the client, as a process that may be killed: told by JSON in the environment, tells JSON."""

import json
import os

from inlet import Client, InletError


def main() -> None:
    """Sends the file of SOAK_JOB; prints `{"fileId", "status"}`, or `{"refused": reason}`."""
    told = json.loads(os.environ["SOAK_JOB"])
    with Client(told["api"], told["token"], state_dir=told["state"]) as client:
        try:
            sent = client.upload(told["path"], method=told["method"], checksum=told["checksum"])
        except InletError as reason:
            print(json.dumps({"refused": f"{type(reason).__name__}: {reason}"}))
        else:
            print(json.dumps({"fileId": sent.file_id, "status": sent.status}))


if __name__ == "__main__":
    main()
