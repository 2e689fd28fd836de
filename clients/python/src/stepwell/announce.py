"""Says where a run is written and how to see it."""

from __future__ import annotations

import http.client
import json
import os
import shlex
from pathlib import Path

from .run import Run
from .strategies import LogLevel

DEFAULT_PORT = 23300
#: A server on this machine answers within a few milliseconds or is not worth waiting for.
_PROBE_SECONDS = 0.3


def announce(run: Run, single: bool = False) -> None:
    """Prints at level Success: the folder, the command that shows it, and the page's address when a server shows this root.

    A run that is a ``single`` file is shown by its own path.
    """
    verb = "resumes" if run.resumed else "writes"
    if run.settings.delivery is not None:
        run.reporter.say(LogLevel.SUCCESS, f"run {run.name} {verb} {run.place}")
        return
    root = Path(run.settings.root)
    run.reporter.say(LogLevel.SUCCESS, f"run {run.name} {verb} {short_path(Path(run.place))}")
    if single:
        root = Path(run.place)
    page = None if single else page_address(root, run.id)
    if page is not None:
        run.reporter.say(LogLevel.SUCCESS, f"live at {page}")
    else:
        run.reporter.say(LogLevel.SUCCESS, f"see it with: stepwell {shlex.quote(short_path(root))}")


def short_path(path: Path) -> str:
    """A path as a person types it: relative where it lies below the working folder."""
    try:
        return os.fspath(path.resolve().relative_to(Path.cwd()))
    except (ValueError, OSError):
        return os.fspath(path)


def page_address(root: Path, run_id: str, port: int = DEFAULT_PORT) -> str | None:
    """The page's address when a server on this machine's default port shows a root of this name."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=_PROBE_SECONDS)
    try:
        connection.request("GET", "/api/health")
        health = json.loads(connection.getresponse().read())
        names = [one["name"] for one in health["roots"]]
    except (OSError, ValueError, KeyError, TypeError, http.client.HTTPException):
        return None
    finally:
        connection.close()
    return f"http://127.0.0.1:{port}/r/{run_id}" if root.resolve().name in names else None
