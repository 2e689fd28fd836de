"""The built Stepwell server over a folder of runs, in a process of its own. For tests only."""

from __future__ import annotations

import json
import os
import re
import subprocess
import tempfile
from pathlib import Path
from typing import Any, Iterable

PROJECT = Path(__file__).resolve().parents[3]
MAIN = PROJECT / "dist" / "server" / "main.js"


class BuiltServer:
    """On a free port, with an index of its own. ``close`` ends it."""

    def __init__(self, root: Path, *arguments: str, env: dict[str, str] | None = None) -> None:
        if not MAIN.exists():
            raise RuntimeError("dist/server is missing: run npm run build first")
        self._folder = tempfile.TemporaryDirectory()
        index = os.path.join(self._folder.name, "index.db")
        command = ["node", str(MAIN), str(root), "--port", "0", "--no-open", "--index", index, *arguments]
        if env is None:
            command += ["--auth", "none"]
        self._process = subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, env={**os.environ, **(env or {})}
        )
        self.url = self._address()

    def _address(self) -> str:
        assert self._process.stdout is not None
        said = ""
        for line in self._process.stdout:
            said += line
            found = re.search(r" at (http://[^/\s]+)/", line)
            if found is not None:
                return found[1]
        raise RuntimeError(f"the server ended: {said}")

    def close(self) -> None:
        self._process.terminate()
        self._process.wait()
        assert self._process.stdout is not None
        self._process.stdout.close()
        self._folder.cleanup()


def write_run(root: Path, path: str, lines: Iterable[dict[str, Any]] = (), **meta: Any) -> Path:
    """A run folder as a training script leaves it. Returns its events file."""
    folder = root / path
    folder.mkdir(parents=True)
    (folder / "meta.json").write_text(json.dumps(meta))
    events = folder / "events.jsonl"
    append(events, lines)
    return events


def append(events: Path, lines: Iterable[dict[str, Any]]) -> None:
    with events.open("a") as file:
        file.writelines(f"{json.dumps(line)}\n" for line in lines)


def metrics(step: int | None, time: float = 1_700_000_000.0, **values: Any) -> dict[str, Any]:
    """A line of metrics; None is no step."""
    at = {} if step is None else {"global_step": step}
    return {"ts": time, "type": "metrics", "data": {**at, **values}}
