"""Where a run's folder lies, which run a name resumes, and which file a process may write."""

from __future__ import annotations

import contextlib
import os
import re
import secrets
import time
from pathlib import Path
from typing import Iterator

from .errors import OptionError, RunExistsError
from .json_values import read_json_object, write_json_file
from .settings import Settings
from .strategies import ResumeStrategy

_UNSAFE = re.compile(r'[\x00-\x1f\x7f/\\:*?"<>|]')
#: Folder names that readers skip because they belong to a store or a run.
_SKIPPED = frozenset(
    ("media", "node_modules", "archive", "artifacts", "index", "__pycache__", "wandb", "mlruns", "runs")
)
_LONGEST = 200
#: Holding the lock takes milliseconds; a stale one on a network disk must not keep a job from starting.
_LOCK_SECONDS = 10.0


def segment(name: str) -> str:
    """A name as one folder name: characters that a file system refuses become "-", names that readers skip get a "_"."""
    safe = _UNSAFE.sub("-", name).rstrip(". ")
    while len(safe.encode("utf-8", "replace")) > _LONGEST:
        safe = safe[:-1]
    return f"_{safe}" if safe == "" or safe.startswith(".") or safe in _SKIPPED else safe


def parent_folder(settings: Settings) -> Path:
    """``<root>/[workspace/]project/[experiment]``, or the folder path that was given."""
    root = Path(settings.root)
    if settings.folder_path is not None:
        return root.joinpath(*(segment(one) for one in settings.folder_path.split("/") if one != ""))
    names = [settings.workspace, settings.project, settings.experiment]
    return root.joinpath(*(segment(name) for name in names if name is not None))


def new_run_id(time_ns: int) -> str:
    """Local date and time, then a random part: ``20260131_184233_04df37``."""
    return f"{time.strftime('%Y%m%d_%H%M%S', time.localtime(time_ns // 1_000_000_000))}_{secrets.token_hex(3)}"


def find_run(folder: Path, key: str) -> Path | None:
    """The newest run directly below ``folder`` whose run name is ``key``."""
    found: list[tuple[float, str, Path]] = []
    with contextlib.suppress(OSError), os.scandir(folder) as entries:
        for entry in entries:
            path = Path(entry.path)
            if not entry.is_dir(follow_symlinks=False) or (path / ".deleted").exists():
                continue
            meta = read_json_object(path / "meta.json")
            if meta.get("key") == key:
                created = meta.get("created_at")
                found.append((created if isinstance(created, (int, float)) else 0.0, entry.name, path))
    return max(found)[2] if found else None


def open_folder(settings: Settings) -> tuple[Path, bool]:
    """(the run's folder, whether it was there). Raises RunExistsError, or OptionError where the root cannot be written."""
    parent = parent_folder(settings)
    try:
        parent.mkdir(parents=True, exist_ok=True)
        with _locked(Path(settings.root)):
            found = find_run(parent, settings.run_name) if settings.run_name is not None else None
            if found is not None:
                if settings.resume is ResumeStrategy.NEVER:
                    raise RunExistsError(
                        f'run_name={settings.run_name!r} exists in {parent} and resume_strategy="Never": '
                        'choose another name, or resume_strategy="Allow" to continue it'
                    )
                return found, True
            return _create(parent, settings), False
    except OSError as error:
        raise OptionError(f"root={settings.root!r} cannot be written: {error.strerror or error}") from error


def _create(parent: Path, settings: Settings) -> Path:
    path = parent / (settings.run_id or new_run_id(settings.clock()))
    path.mkdir()
    # The name stands in the folder before the lock is let go, so that other ranks find it.
    write_json_file(path / "meta.json", {"id": path.name, "key": settings.run_name})
    return path


@contextlib.contextmanager
def _locked(root: Path) -> Iterator[None]:
    """Ranks of one job that start at once must agree on one folder. Without file locks (Windows, some network disks) they may not."""
    try:
        import fcntl

        notes = root / ".stepwell"
        notes.mkdir(exist_ok=True)
        handle = os.open(notes / "init.lock", os.O_CREAT | os.O_RDWR, 0o644)
    except (ImportError, OSError):
        yield
        return
    try:
        end = time.monotonic() + _LOCK_SECONDS
        while time.monotonic() < end:
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                time.sleep(0.01)
            except OSError:
                break
        yield
    finally:
        os.close(handle)


def open_events(path: Path, created: bool, rank: int | None) -> tuple[int, str]:
    """(file descriptor, file name) of an events file of this process alone. Raises OSError."""
    flags = os.O_CREAT | os.O_EXCL | os.O_WRONLY | os.O_APPEND | getattr(os, "O_CLOEXEC", 0)
    unique = f"w-{os.getpid()}-{secrets.token_hex(3)}"
    if rank is not None and rank > 0:
        names = [f"events.rank{rank}.jsonl", f"events.rank{rank}-{unique}.jsonl"]
    else:
        names = (["events.jsonl"] if created else []) + [f"events.{unique}.jsonl"]
    for name in names[:-1]:
        with contextlib.suppress(FileExistsError):
            return os.open(path / name, flags, 0o644), name
    return os.open(path / names[-1], flags, 0o644), names[-1]
