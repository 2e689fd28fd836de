"""Folders that hold runs: found by path, made, and known by an id that follows from the path."""

from __future__ import annotations

import hashlib
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Iterator, Protocol, Sequence
from urllib.parse import quote

from .errors import AmbiguousFolderError, FolderNotFoundError, OptionError, ServerError
from .http_client import HttpClient, refusal
from .run_folder import segment

_FOLDERS = "/api/ingest/folders"
#: How deep below a root an id is looked for.
_DEEPEST = 16


@dataclass(frozen=True)
class Folder:
    """``path`` is relative to the root, "/" between names, as they stand on disk. ``root`` is None on a server."""

    id: str
    path: str
    root: "str | None" = None


class Folders(Protocol):
    """Where folders are looked for. ``find`` gives all that bear a path."""

    def find(self, path: str) -> Sequence[Folder]: ...

    def find_id(self, folder_id: str) -> Folder: ...

    def make(self, path: str) -> Folder: ...


def id_of_path(path: str) -> str:
    """The id of a folder by its path, in the shape of a UUID. The same in every client and server."""
    text = hashlib.sha256(f"stepwell-folder\0{path}".encode()).hexdigest()
    return "-".join((text[:8], text[8:12], text[12:16], text[16:20], text[20:32]))


def clean_path(path: Any) -> str:
    """A path as it stands on disk: "/a/b" and "a//b/" are "a/b". Raises OptionError unless it names a folder."""
    names = [segment(name) for name in path.split("/") if name != ""] if isinstance(path, str) else []
    if not names:
        raise OptionError(f"folder_path={path!r} is not accepted: it is a path such as /team/digits")
    return "/".join(names)


def find_folder(folders: Folders, path: str) -> Folder:
    """The one folder of this path. Raises OptionError, FolderNotFoundError, AmbiguousFolderError."""
    found = folders.find(clean_path(path))
    if not found:
        raise FolderNotFoundError(f"folder_path={path!r}: there is no such folder; make_folder({path!r}) makes it")
    if len(found) > 1:
        places = ", ".join(one.root or one.id for one in found)
        raise AmbiguousFolderError(f"folder_path={path!r}: {len(found)} folders bear this path ({places})")
    return found[0]


class LocalFolders:
    """Below the given roots; new ones are made in the first."""

    def __init__(self, roots: Sequence[str]) -> None:
        self._roots = roots

    def find(self, path: str) -> Sequence[Folder]:
        return [Folder(id_of_path(path), path, root) for root in self._roots if os.path.isdir(os.path.join(root, path))]

    def find_id(self, folder_id: str) -> Folder:
        for root in self._roots:
            for path in _paths_below(Path(root)):
                if id_of_path(path) == folder_id:
                    return Folder(folder_id, path, root)
        raise FolderNotFoundError(f"folder_id={folder_id!r}: no folder below {', '.join(self._roots)} has this id")

    def make(self, path: str) -> Folder:
        root = self._roots[0]
        try:
            os.makedirs(os.path.join(root, path), exist_ok=True)
        except OSError as error:
            raise OptionError(f"folder {path} cannot be made below {root}: {error.strerror or error}") from error
        return Folder(id_of_path(path), path, root)


class ServerFolders:
    """Those of a server. All methods raise ServerError."""

    def __init__(self, server: str, api_key: str | None, timeout: float) -> None:
        self._server = server
        self._api_key = api_key
        self._timeout = timeout

    def find(self, path: str) -> Sequence[Folder]:
        found = self._ask("GET", f"{_FOLDERS}?path={quote(path, safe='')}", b"")
        return [Folder(str(one["id"]), str(one["path"])) for one in found]

    def find_id(self, folder_id: str) -> Folder:
        """As it was given: the server looks for it when the run is made."""
        return Folder(folder_id, "")

    def make(self, path: str) -> Folder:
        (made,) = self._ask("POST", _FOLDERS, {"path": path})
        return Folder(str(made["id"]), str(made["path"]))

    def _ask(self, method: str, where: str, body: Any) -> list[dict[str, Any]]:
        client = HttpClient(self._server, self._api_key)
        try:
            status, answer, _ = client.request(method, where, body, self._timeout)
        finally:
            client.close()
        if status not in (200, 201):
            raise refusal(self._server, status, answer)
        items = answer.get("items")
        made: list[dict[str, Any]] = items if isinstance(items, list) else [answer]
        if not all(isinstance(one, dict) and "id" in one and "path" in one for one in made):
            raise ServerError(f"the server {self._server} answers no folder at {where}", status)
        return made


def _paths_below(root: Path) -> Iterator[str]:
    """Folders below the root, runs' own folders too: whoever asks knows the id of a folder."""
    waiting = [("", 0)]
    while waiting:
        parent, depth = waiting.pop()
        try:
            names = sorted(entry.name for entry in os.scandir(root / parent) if entry.is_dir(follow_symlinks=False))
        except OSError:
            continue
        for name in names:
            if name.startswith(".") or name == "media":
                continue
            path = f"{parent}/{name}" if parent else name
            yield path
            if depth + 1 < _DEEPEST:
                waiting.append((path, depth + 1))
