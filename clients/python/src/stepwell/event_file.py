"""A file of event lines that this process alone appends to."""

from __future__ import annotations

import contextlib
import errno
import os
from pathlib import Path
from typing import Callable, Sequence, Tuple

from .errors import DeliveryError
from .reporter import Reporter
from .strategies import ErrorStrategy


class EventFile:
    """Each event is one write() before the call returns. The caller lets one thread at a time append.

    ``open_file`` gives a descriptor and the file's path; it is asked again where the descriptor is not open any more. Raises OSError.
    """

    def __init__(self, open_file: Callable[[], Tuple[int, Path]], reporter: Reporter) -> None:
        self._open_file = open_file
        self._reporter = reporter
        self._fd, self.path = open_file()
        #: What a full disk left unwritten of a line. Written before anything else, so that no line is ever torn for good.
        self._rest = b""

    def append(self, line: str) -> None:
        data = line.encode()
        if self._rest:
            data = self._rest + data
        try:
            written = os.write(self._fd, data)
        except OSError as error:
            self._write_failed(error, data)
            return
        if written != len(data):
            self._finish_line(data, written)
        elif self._rest:
            self._rest = b""

    def append_all(self, lines: Sequence[str]) -> None:
        self.append("".join(lines))

    def flush(self) -> bool:
        """Every call has written before it returned; only a line cut by a full disk can be waiting. Whether none is left."""
        if self._rest:
            self._write_rest()
        return not self._rest

    def close(self) -> None:
        """Lets go of the file. A second call does nothing."""
        if not self.flush():
            self._reporter.drop("disk")
            self._rest = b""
        self._let_go()

    def renew_after_fork(self) -> None:
        """In the child: what is open is the parent's. A file of its own is opened with the first event."""
        self._let_go()
        self._rest = b""

    def _let_go(self) -> None:
        # Not open in a child that logged nothing, or that could open nothing.
        if self._fd >= 0:
            with contextlib.suppress(OSError):
                os.close(self._fd)
        self._fd = -1

    def _write_failed(self, error: OSError, data: bytes) -> None:
        if error.errno == errno.EBADF and self._reopen():
            self.append(data.decode())
            return
        failure = DeliveryError(f"{self.path}: {error.strerror or error}: the event is not written")
        self._reporter.fail_call(failure, "disk")

    def _write_rest(self) -> OSError | None:
        try:
            self._rest = self._rest[os.write(self._fd, self._rest) :]
        except OSError as error:
            return error
        return None

    def _reopen(self) -> bool:
        """The file is not open in this process: after a fork, or when somebody closed all descriptors."""
        try:
            self._fd, self.path = self._open_file()
        except OSError:
            return False
        return True

    def _finish_line(self, data: bytes, written: int) -> None:
        """A short write: the disk is full, or a signal came between. The remainder goes first, now or with the next event."""
        if written < len(self._rest):
            # Not even the earlier line is complete: the new one is given up.
            self._rest = self._rest[written:]
            self._reporter.drop("disk")
        else:
            self._rest = data[written:]
        error = self._write_rest()
        if error is not None:
            self._reporter.fail(f"{self.path}: {error.strerror or error}: an event is cut and waits for room")
            if self._reporter.strategy is ErrorStrategy.RAISE_ON_LOG:
                self._reporter.raise_noted()
