"""``config`` and ``summary`` of a run: read and written as attributes, as items, and by update."""

from __future__ import annotations

from typing import Any, Callable, Iterable, Iterator, Mapping, MutableMapping

from ..json_values import to_json_object


class RunMap(MutableMapping[str, Any]):
    """Keeps values as they were given; each change goes to ``write`` as well. ``update`` is one change."""

    def __init__(self, write: Callable[[Mapping[str, Any]], None], values: Mapping[str, Any]) -> None:
        object.__setattr__(self, "_write", write)
        object.__setattr__(self, "_values", dict(values))
        object.__setattr__(self, "_written", set())

    def __getitem__(self, key: str) -> Any:
        return self._values[key]

    def __setitem__(self, key: str, value: Any) -> None:
        self.update({key: value})

    def __delitem__(self, key: str) -> None:
        """Forgets it here; what was written stays."""
        del self._values[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._values)

    def __len__(self) -> int:
        return len(self._values)

    def __getattr__(self, name: str) -> Any:
        try:
            return self._values[name]
        except KeyError:
            raise AttributeError(f"there is no {name!r}: there are {', '.join(self._values) or 'none'}") from None

    def __setattr__(self, name: str, value: Any) -> None:
        self[name] = value

    def __repr__(self) -> str:
        return repr(self._values)

    def update(self, *given: Any, allow_val_change: Any = None, **more: Any) -> None:
        """Takes a mapping, pairs, a dataclass or an argparse namespace. Raises InvalidMetricError for anything else."""
        change: dict[str, Any] = {}
        for one in given:
            if hasattr(one, "keys"):
                change.update({str(key): one[key] for key in one.keys()})
            elif isinstance(one, (list, tuple)):
                change.update(dict(one))
            elif one is not None:
                change.update(to_json_object(one, "config"))
        change.update(more)
        self._values.update(change)
        self._written.update(change)
        self._write(change)

    def as_dict(self) -> dict[str, Any]:
        """A copy."""
        return dict(self._values)

    def note(self, key: str, value: Any) -> None:
        """Keeps a value that ``write_noted`` writes, unless one is set till then."""
        if key not in self._written:
            self._values[key] = value

    def write_noted(self, keys: Iterable[str]) -> None:
        """Writes what was noted and not set."""
        noted = {key: self._values[key] for key in keys if key in self._values and key not in self._written}
        if noted:
            self._write(noted)
