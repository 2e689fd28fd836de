"""Gives a run its end when the process ends: normally, by an exception, by sys.exit, or by a signal that ends it."""

from __future__ import annotations

import atexit
import os
import signal
import sys
import threading
from types import TracebackType
from typing import Any, Callable, Protocol

_SIGNALS = tuple(getattr(signal, name) for name in ("SIGTERM", "SIGHUP") if hasattr(signal, name))


def reason_of(kind: type[BaseException], error: BaseException | None) -> str:
    """An exception as exit reason: ``ValueError: text``, at most 1,000 characters."""
    text = str(error)
    return (f"{kind.__name__}: {text}" if text else kind.__name__)[:1000]


class Finishable(Protocol):
    """A run, or an experiment."""

    finished: bool

    def finish(self, status: str, reason: str | None) -> None: ...


class ExitHooks:
    """Hooks of one run. Signals are only taken where nobody else has taken them, and do afterwards what they would have done."""

    def __init__(self, run: Finishable, finish: Callable[[str, "str | None"], None] | None = None) -> None:
        self._run = run
        self._finish = finish or run.finish
        self._pid = os.getpid()
        self._status = "finished"
        self._reason: str | None = None
        self._taken: list[signal.Signals] = []
        self._excepthook = sys.excepthook
        self._exit = sys.exit
        self._own_excepthook = self._note_exception
        self._own_exit = self._note_exit

    def install(self) -> ExitHooks:
        atexit.register(self._at_exit)
        sys.excepthook = self._own_excepthook
        sys.exit = self._own_exit  # type: ignore[assignment]
        if threading.current_thread() is threading.main_thread():
            for one in _SIGNALS:
                if signal.getsignal(one) is signal.SIG_DFL:
                    signal.signal(one, self._on_signal)
                    self._taken.append(one)
        return self

    def remove(self) -> None:
        """Takes the hooks away. One that somebody else has wrapped since stays in the chain and does nothing more."""
        atexit.unregister(self._at_exit)
        if sys.excepthook is self._own_excepthook:
            sys.excepthook = self._excepthook
        if sys.exit is self._own_exit:
            sys.exit = self._exit
        if threading.current_thread() is threading.main_thread():
            for one in self._taken:
                if signal.getsignal(one) == self._on_signal:
                    signal.signal(one, signal.SIG_DFL)

    def _note_exception(self, kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        self._status = "interrupted" if issubclass(kind, KeyboardInterrupt) else "failed"
        self._reason = reason_of(kind, error)
        self._excepthook(kind, error, trace)

    def _note_exit(self, status: Any = None) -> None:
        if status not in (None, 0) and threading.current_thread() is threading.main_thread():
            self._status = "failed"
            self._reason = f"sys.exit({status!r})"[:1000]
        self._exit(status)

    def _at_exit(self) -> None:
        if not self._run.finished:
            self._finish(self._status, self._reason)

    def _on_signal(self, number: int, _: Any) -> None:
        # A child that inherited the handler ends without touching the parent's run.
        if os.getpid() == self._pid and not self._run.finished:
            try:
                self._finish("interrupted", signal.Signals(number).name)
            except Exception:  # Whatever the finish met, the signal ends the process.
                pass
        signal.signal(number, signal.SIG_DFL)
        os.kill(os.getpid(), number)
