"""Thumbnails of 800 and 200 pixels of a 12-megapixel photo: Inlet, naive Pillow, pyvips, sharp.

Each is a process that has loaded its library. What is told is CPU time, of all its threads: a function has one CPU.
Inlet's does more than the others: it reads EXIF, converts colours and makes the placeholder, as the function does.
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from contextlib import ExitStack
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from PIL import Image

from bench import npm, report, rounds
from local.home import ROOT, Trouble

INLET, PILLOW, PYVIPS, SHARP = "Inlet", "Pillow, naive", "pyvips", "sharp"
GOALS = {"JPEG": 1.15, "PNG": 1.4, "WebP": 1.4}
SIZE = (4000, 3000)
VIPS = ("pyvips==3.2.0", "pyvips-binary==8.18.7")


@dataclass
class Worker:
    """A process that makes thumbnails of the files that it is told."""

    process: subprocess.Popen[str]
    peak_kb: int = 0

    def seconds(self, file: Path) -> float:
        """What it took for `file`. Raises Trouble when it died."""
        if not self.process.stdin or not self.process.stdout:
            raise Trouble("a process without ends")
        print(file, file=self.process.stdin, flush=True)
        line = self.process.stdout.readline()
        if not line:
            raise Trouble("a way to make thumbnails failed")
        told = json.loads(line)
        self.peak_kb = told["peak_kb"]
        return float(told["seconds"])


def measure(count: int) -> None:
    """Prints a table and the goals: medians of `count` rounds for each format."""
    commands, missing = _commands()
    rows, goals = [], []
    with tempfile.TemporaryDirectory() as scratch:
        for kind, file in photos(Path(scratch)).items():
            with ExitStack() as running:
                workers = {name: _started(command, running) for name, command in commands.items()}
                ways = {name: partial(worker.seconds, file) for name, worker in workers.items()}
                taken = rounds.run(ways, count, warm_up=1)
            rows += [
                (f"{kind}, {name}", report.milliseconds(times.median), f"{workers[name].peak_kb / 1024:.0f}")
                for name, times in taken.items()
            ]
            if SHARP in taken:
                ratio = taken[INLET].median / taken[SHARP].median
                said = f"{kind}: {ratio:.2f} × sharp (goal: ≤ {GOALS[kind]})"
                goals.append(report.goal(ratio <= GOALS[kind], said))
    print(f"\n{report.table(('thumbnails 800 + 200 of 12 MP', 'ms of CPU', 'peak MB'), rows)}\n")
    print("\n".join([*goals, *(f"not to be had here, so not measured: {name}" for name in missing)]))


def photos(folder: Path) -> dict[str, Path]:
    """One picture in three formats: soft shapes with some grain, as photos have, and the same in every run."""
    waves = [Image.radial_gradient("L").resize(SIZE, Image.Resampling.BICUBIC).rotate(turn) for turn in (0, 90, 180)]
    grain = Image.frombytes("L", (256, 256), bytes((n * n * 31 + n // 7) % 41 for n in range(256 * 256)))
    tiled = Image.new("L", SIZE)
    for x in range(0, SIZE[0], 256):
        for y in range(0, SIZE[1], 256):
            tiled.paste(grain, (x, y))
    photo = Image.blend(Image.merge("RGB", waves), tiled.convert("RGB"), 0.2)
    files = {kind: folder / f"photo.{kind.lower()}" for kind in GOALS}
    photo.save(files["JPEG"], quality=90)
    photo.save(files["PNG"], compress_level=6)
    photo.save(files["WebP"], quality=85)
    return files


def _commands() -> tuple[dict[str, list[str]], list[str]]:
    """How each way is started, and those that are not to be had."""
    python = [sys.executable, "-m", "bench.processing.image_worker"]
    commands = {INLET: [*python, "inlet"], PILLOW: [*python, "pillow"]}
    missing = []
    try:
        _vips()
        commands[PYVIPS] = [*python, "pyvips"]
    except Trouble:
        missing.append(PYVIPS)
    try:
        commands[SHARP] = ["node", str(npm.installed(ROOT / "bench/sharp", "worker.mjs") / "worker.mjs")]
    except Trouble:
        missing.append(SHARP)
    return commands, missing


def _vips() -> Path:
    """The folder with libvips and its binding. Raises Trouble when pip cannot fetch them."""
    folder = ROOT / "build/pyvips"
    if not folder.exists():
        draft = folder.with_suffix(".draft")
        shutil.rmtree(draft, ignore_errors=True)
        command = [sys.executable, "-m", "pip", "install", "-qq", f"--target={draft}", *VIPS]
        if subprocess.run(command, check=False, capture_output=True).returncode:
            raise Trouble("pip could not fetch libvips")
        draft.rename(folder)
    return folder


def _started(command: list[str], running: ExitStack) -> Worker:
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(["src", ".", "build/pyvips"])}
    process = subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT, env=environment
    )
    running.callback(process.wait)
    running.callback(process.stdin.close if process.stdin else process.kill)
    return Worker(process)
