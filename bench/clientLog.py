"""Cost of one log() of a scalar into a folder, beside tensorboardX's add_scalar where it is installed.

    python3 bench/clientLog.py [calls]

Both write to the same disk in the same run, in turns; prints mean and 99th percentile in microseconds and their ratios.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from pathlib import Path
from typing import Callable

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "clients" / "python" / "src"))

from stepwell.start import start_run  # noqa: E402

ROUNDS = 5


def costs(call: Callable[[int], None], first: int, count: int) -> list[int]:
    """Nanoseconds of each call."""
    clock = time.perf_counter_ns
    made = []
    for i in range(first, first + count):
        began = clock()
        call(i)
        made.append(clock() - began)
    return made


def raw_write(folder: str) -> Callable[[int], None]:
    """The floor: one write() of a line of the same length."""
    file = os.open(os.path.join(folder, "raw"), os.O_CREAT | os.O_WRONLY | os.O_APPEND)
    line = b"x" * 113 + b"\n"

    def call(_: int) -> None:
        os.write(file, line)

    return call


def stepwell_log(folder: str) -> Callable[[int], None]:
    run = start_run(root=folder, log_level="Off")

    def call(i: int) -> None:
        run.log("train/loss", 1.0 / (i + 1))

    return call


def tensorboard_log(folder: str) -> Callable[[int], None] | None:
    try:
        from tensorboardX import SummaryWriter
    except ImportError:
        return None
    writer = SummaryWriter(os.path.join(folder, "tensorboard"))

    def call(i: int) -> None:
        writer.add_scalar("train/loss", 1.0 / (i + 1), i)

    return call


def main(count: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        calls = {
            "one write() of a line": raw_write(folder),
            "stepwell log()": stepwell_log(folder),
            "tensorboardX add_scalar()": tensorboard_log(folder),
        }
        if calls["tensorboardX add_scalar()"] is None:
            print("tensorboardX is not installed: only Stepwell's own cost is measured.")
        found: dict[str, list[int]] = {name: [] for name, call in calls.items() if call is not None}
        for turn in range(ROUNDS + 1):
            for name in found:
                call = calls[name]
                assert call is not None
                made = costs(call, turn * count, count)
                # The first round warms up caches and opens files.
                found[name] += made if turn > 0 else []
        own = found["stepwell log()"]
        for name, made in found.items():
            made.sort()
            mean, p99 = sum(made) / len(made) / 1000, made[int(len(made) * 0.99)] / 1000
            mean_ratio = mean / (sum(own) / len(own) / 1000)
            p99_ratio = p99 / (sorted(own)[int(len(own) * 0.99)] / 1000)
            print(f"{name:28} mean {mean:8.2f} µs ({mean_ratio:5.1f}×)   p99 {p99:8.2f} µs ({p99_ratio:5.1f}×)")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 20_000)
