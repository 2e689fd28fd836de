"""Trains 24 networks: learning rate × optimizer × seed, each in a process of its own.

    pip install ./clients/python
    python3 examples/digits/sweep.py --jobs 2
    npm start                                              # watch them

The highest rate is too high for momentum, which ends in NaN; another run is killed halfway and started again, as a cluster would do it.
"""

from __future__ import annotations

import argparse
import itertools
import signal
import subprocess
import sys
import tempfile
import threading
from pathlib import Path
from typing import Iterator, Tuple

from parent import end_with_parent

#: Rate, optimizer, seed.
Combination = Tuple[float, str, int]

RATES = (0.01, 0.03, 0.1, 0.6)
OPTIMIZERS = ("sgd", "momentum", "adam")
SEEDS = (0, 1)
#: The run that is killed.
KILLED: Combination = (0.03, "momentum", 1)
TRAIN = Path(__file__).with_name("train.py")


def main() -> None:
    options = read_options()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    if options.with_parent:
        end_with_parent()
    with tempfile.TemporaryDirectory() as folder:
        sweep = Sweep(options, Path(folder))
        workers = [threading.Thread(target=sweep.work) for _ in range(options.jobs)]
        for worker in workers:
            worker.start()
        try:
            for worker in workers:
                worker.join()
        except (KeyboardInterrupt, SystemExit):
            sweep.stop()
            for worker in workers:
                worker.join()
            sys.exit(130)
    print(f"{len(sweep.codes)} runs, {sum(code != 0 for code in sweep.codes)} failed")
    sys.exit(1 if any(sweep.codes) else 0)


def grid(forever: bool) -> Iterator[Combination]:
    """All combinations, seed by seed; for ever with further seeds when asked for."""
    for seed in itertools.count() if forever else SEEDS:
        for rate, optimizer in itertools.product(RATES, OPTIMIZERS):
            yield rate, optimizer, seed


class Sweep:
    """Trainings that are still to do. ``codes`` are the exit codes of those that ended."""

    def __init__(self, options: argparse.Namespace, folder: Path) -> None:
        self.codes: list[int] = []
        self._options = options
        self._folder = folder
        self._left = itertools.islice(grid(options.forever), options.runs)
        self._stopped = False
        self._children: set[subprocess.Popen[bytes]] = set()
        self._lock = threading.Lock()

    def stop(self) -> None:
        """Starts no more, and lets those that train know."""
        with self._lock:
            self._stopped = True
            for child in self._children:
                _let_go(child)

    def work(self) -> None:
        """Trains one after another until none is left."""
        while True:
            with self._lock:
                combination = None if self._stopped else next(self._left, None)
            if combination is None:
                return
            self.codes.append(self._train(combination))

    def _train(self, combination: Combination) -> int:
        """One run from beginning to end; gives the exit code of its last process."""
        rate, optimizer, seed = combination
        steps = self._options.steps
        arguments = ["--rate", str(rate), "--optimizer", optimizer, "--seed", str(seed), "--steps", str(steps), "--sweep"]
        arguments += ["--project", self._options.project, "--images", str(self._options.images), "--pause", str(self._options.pause)]
        if self._options.root is not None:
            arguments += ["--root", self._options.root]
        if combination != KILLED:
            return self._run(arguments)
        # Behind a checkpoint, so that some steps are trained and logged twice.
        arguments += ["--checkpoint", str(self._folder / "killed.state")]
        self._run([*arguments, "--die-at", str(steps * 5 // 8)])
        return 0 if self._stopped else self._run(arguments)

    def _run(self, arguments: list[str]) -> int:
        command = [sys.executable, str(TRAIN), *arguments, "--with-parent"]
        with tempfile.TemporaryFile(dir=self._folder) as printed:
            # The training watches this pipe: our end closes when this process ends, however it ends.
            with self._lock:
                child = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=printed, stderr=printed)
                self._children.add(child)
            code = child.wait()
            with self._lock:
                self._children.remove(child)
                _let_go(child)
            printed.seek(0)
            last = printed.read().decode("utf-8", "replace").rstrip().rpartition("\n")[2]
        print(" ".join(arguments[:6]), "ended" if code == 0 else f"ended with {code}: {last}", flush=True)
        return code


def _let_go(child: subprocess.Popen[bytes]) -> None:
    if child.stdin is not None:
        child.stdin.close()


def read_options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Trains 24 small networks on drawn digits.")
    parser.add_argument("--project", default="digits")
    parser.add_argument("--root", help="folder of the runs (default: STEPWELL_ROOT, else ./runs)")
    parser.add_argument("--steps", type=int, default=300)
    parser.add_argument("--images", type=int, default=640, help="digits to train on")
    parser.add_argument("--jobs", type=int, default=1, help="trainings at a time")
    parser.add_argument("--runs", type=int, help="only the first of them")
    parser.add_argument("--pause", type=float, default=0.0, help="seconds to wait after each step")
    parser.add_argument("--forever", action="store_true", help="go on with further seeds")
    parser.add_argument("--with-parent", action="store_true", help="end when stdin closes")
    return parser.parse_args()


if __name__ == "__main__":
    main()
