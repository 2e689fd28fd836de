"""What several test modules need."""

from __future__ import annotations

import contextlib
import io
import json
import os
import subprocess
import sys
import tempfile
import time
import unittest
from pathlib import Path
from typing import Any, Callable, Iterator
from unittest import mock

import stepwell
from ingest_server import IngestServer
from stepwell.run import Run
from stepwell.start import start_run

SOURCE = Path(__file__).resolve().parents[1] / "src"
#: Short waits, so that a test of giving up does not take a minute.
QUICK = {"timeout": 2.0, "ingest_timeout": 2.0, "flush_delay": 0.01, "close_patience": 2.0}


class StepwellCase(unittest.TestCase):
    """A root of its own, a clean environment, and no run left open."""

    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.root = Path(folder.name) / "runs"
        clean = {name: value for name, value in os.environ.items() if not name.startswith(("STEPWELL_", "METRANA_"))}
        for rank in ("RANK", "OMPI_COMM_WORLD_RANK", "PMI_RANK", "SLURM_PROCID", "LOCAL_RANK"):
            clean.pop(rank, None)
        environment = mock.patch.dict(os.environ, clean, clear=True)
        environment.start()
        self.addCleanup(environment.stop)
        self.addCleanup(self._close_left)

    def _close_left(self) -> None:
        if stepwell.current_run() is not None:
            with contextlib.suppress(stepwell.StepwellError), quiet():
                stepwell.close()

    def folder_run(self, **options: Any) -> Run:
        run = start_run(**{"root": self.root, "log_level": "Off", **options})
        self.addCleanup(run.finish)
        return run

    def server(self, **options: Any) -> IngestServer:
        server = IngestServer(**options)
        self.addCleanup(server.close)
        return server

    def server_run(self, to: IngestServer, **options: Any) -> Run:
        delivery = {**QUICK, **options.pop("delivery", {})}
        run = start_run(**{"server": to.url, "log_level": "Off", "delivery": delivery, **options})
        self.addCleanup(self._finish, run)
        return run

    @staticmethod
    def _finish(run: Run) -> None:
        with contextlib.suppress(stepwell.StepwellError):
            run.finish()

    def until(self, ready: Callable[[], bool], seconds: float = 20.0) -> None:
        """Waits for a condition; fails when it does not come."""
        end = time.monotonic() + seconds
        while not ready():
            self.assertLess(time.monotonic(), end, "the condition did not come")
            time.sleep(0.005)


@contextlib.contextmanager
def quiet() -> Iterator[io.StringIO]:
    """Catches stderr."""
    with contextlib.redirect_stderr(io.StringIO()) as said:
        yield said


def read_lines(folder: str | Path, pattern: str = "events*.jsonl") -> list[dict[str, Any]]:
    """All complete lines of a run, in the order of the files' names."""
    lines = []
    for path in sorted(Path(folder).glob(pattern)):
        lines += [json.loads(line) for line in path.read_bytes().decode().split("\n")[:-1]]
    return lines


def points(lines: list[dict[str, Any]], name: str) -> list[tuple[Any, Any]]:
    """(step, value) of an unlabelled ML_STEP metric."""
    return [
        (line["data"]["global_step"], line["data"][name]) for line in lines if line["type"] == "metrics" and name in line["data"]
    ]


def script(code: str, *arguments: str, **options: Any) -> subprocess.Popen[str]:
    """Starts Python code in a process of its own that finds the package."""
    # Python 3.12 and later warn of a fork beside threads, which is what is tested.
    quiet_fork = {"PYTHONWARNINGS": "ignore:This process:DeprecationWarning"}
    environment = {**os.environ, "PYTHONPATH": str(SOURCE), **quiet_fork, **options.pop("env", {})}
    return subprocess.Popen(
        [sys.executable, "-c", code, *arguments],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment, **options,
    )  # fmt: skip


def read_json(path: Path) -> dict[str, Any]:
    value: dict[str, Any] = json.loads(path.read_text())
    return value
