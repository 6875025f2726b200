"""Zips are built by one process at a time."""

import threading
import time

from tools import packages, zips


def test_who_comes_second_waits(monkeypatch, tmp_path):
    building, together = [], []

    def build(*_):
        building.append(1)
        together.append(len(building))
        time.sleep(0.1)
        building.pop()
        return {}

    monkeypatch.setattr(zips, "_build", build)
    threads = [threading.Thread(target=zips.build, args=(packages.local(), tmp_path)) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert together == [1, 1, 1]
