"""Where a run comes from: host, process, Python, command line, git."""

from __future__ import annotations

import os
import platform
import socket
import subprocess
import sys
from pathlib import Path
from typing import Any

#: A larger diff is not kept: it is no patch of code any more.
LARGEST_DIFF = 8 * 1024 * 1024
_GIT_SECONDS = 3.0


def process_facts() -> dict[str, Any]:
    """Fields of meta.json about this process."""
    return {
        "hostname": socket.gethostname(),
        "pid": os.getpid(),
        "python": platform.python_version(),
        "platform": f"{platform.system()} {platform.release()} ({platform.machine()})",
        "argv": list(sys.argv),
        "cwd": os.getcwd(),
    }


def is_alive(pid: int) -> bool:
    """Whether another process of this number lives on this machine; False where that cannot be told."""
    if pid == os.getpid() or os.name == "nt":
        return False
    try:
        os.kill(pid, 0)
    except PermissionError:
        return True
    except OSError:
        return False
    return True


def git_facts(folder: str) -> tuple[dict[str, Any] | None, bytes]:
    """(commit, branch and whether files differ from it; the difference as a patch), or (None, b"") outside a repository."""
    commit = _git(folder, "rev-parse", "HEAD")
    if commit is None:
        return None, b""
    branch = _git(folder, "rev-parse", "--abbrev-ref", "HEAD") or b""
    diff = _git(folder, "diff", "HEAD", "--no-color", "--no-ext-diff") or b""
    facts = {
        "commit": commit.decode().strip(),
        "branch": branch.decode("utf-8", "replace").strip(),
        "dirty": diff != b"",
    }
    if len(diff) > LARGEST_DIFF:
        facts["diff_left_out"] = f"{len(diff)} bytes"
        diff = b""
    return facts, diff


def _git(folder: str, *arguments: str) -> bytes | None:
    try:
        done = subprocess.run(
            ["git", "-C", folder, *arguments], stdin=subprocess.DEVNULL, capture_output=True, timeout=_GIT_SECONDS, check=False
        )
    except (OSError, subprocess.SubprocessError):
        return None
    return done.stdout if done.returncode == 0 else None


def write_diff(run_folder: Path, diff: bytes) -> None:
    """Keeps the patch beside the run; a folder that refuses it loses nothing else."""
    if diff:
        try:
            (run_folder / "git.diff").write_bytes(diff)
        except OSError:
            return
