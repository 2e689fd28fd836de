"""Cost of one log() of a scalar into a folder, beside tensorboardX's add_scalar where it is installed.

    python3 bench/clientLog.py [calls a round]

Rounds take turns on the same disk, each in a process of its own, so that no thread of one slows the other. Prints mean and
99th percentile over all rounds in microseconds, and their ratios to log().
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Callable

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "clients" / "python" / "src"))

ROUNDS = 5
WARM_UP = 2_000


def raw_write(folder: str) -> Callable[[int], None]:
    """The floor: one write() of a line of the same length."""
    file = os.open(os.path.join(folder, "raw"), os.O_CREAT | os.O_WRONLY | os.O_APPEND)
    line = b"x" * 117 + b"\n"

    def call(_: int) -> None:
        os.write(file, line)

    return call


def stepwell_log(folder: str) -> Callable[[int], None]:
    from stepwell.start import start_run

    run = start_run(root=folder, log_level="Off")

    def call(i: int) -> None:
        run.log("train/loss", 1.0 / (i + 1))

    return call


def tensorboard_log(folder: str) -> Callable[[int], None]:
    from tensorboardX import SummaryWriter

    writer = SummaryWriter(folder)

    def call(i: int) -> None:
        writer.add_scalar("train/loss", 1.0 / (i + 1), i)

    return call


MAKERS = {
    "one write() of a line": raw_write,
    "stepwell log()": stepwell_log,
    "tensorboardX add_scalar()": tensorboard_log,
}


def measure(name: str, count: int) -> list[int]:
    """Nanoseconds of each of ``count`` calls, sorted."""
    clock = time.perf_counter_ns
    made = []
    with tempfile.TemporaryDirectory() as folder:
        call = MAKERS[name](folder)
        for i in range(WARM_UP):
            call(i)
        for i in range(WARM_UP, WARM_UP + count):
            began = clock()
            call(i)
            made.append(clock() - began)
    return sorted(made)


def measure_apart(name: str, count: int) -> list[int]:
    done = subprocess.run([sys.executable, __file__, str(count), name], capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise SystemExit(done.stderr)
    found: list[int] = json.loads(done.stdout)
    return found


def main(count: int) -> None:
    names = list(MAKERS)
    try:
        import tensorboardX  # noqa: F401
    except ImportError:
        print("tensorboardX is not installed: only Stepwell's own cost is measured.")
        names.remove("tensorboardX add_scalar()")
    found: dict[str, list[int]] = {name: [] for name in names}
    for _ in range(ROUNDS):
        for name in names:
            found[name] += measure_apart(name, count)
    figures = {name: (sum(made) / len(made) / 1000, sorted(made)[int(len(made) * 0.99)] / 1000) for name, made in found.items()}
    own_mean, own_p99 = figures["stepwell log()"]
    for name, (mean, p99) in figures.items():
        print(f"{name:28} mean {mean:8.2f} µs ({mean / own_mean:5.1f}×)   p99 {p99:8.2f} µs ({p99 / own_p99:5.1f}×)")


if __name__ == "__main__":
    if len(sys.argv) > 2:
        print(json.dumps(measure(sys.argv[2], int(sys.argv[1]))))
    else:
        main(int(sys.argv[1]) if len(sys.argv) > 1 else 20_000)
