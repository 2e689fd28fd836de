"""Readings of the machine: CPU, memory, disk, network from /proc where there is one, GPUs through nvidia-smi."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path
from typing import Dict, Iterator, Optional, Tuple

#: (metric name, value, labels)
Reading = Tuple[str, float, Optional[Dict[str, str]]]
_GPU_QUERY = "index,utilization.gpu,memory.used,memory.total,temperature.gpu,power.draw"
_GPU_NAMES = ("gpu/utilization_percent", "gpu/memory_used_mib", "gpu/memory_total_mib", "gpu/temperature_celsius", "gpu/power_watts")


class SystemReader:
    """``read`` yields what can be read here; what cannot is left out."""

    def __init__(self, disk: str) -> None:
        self._disk = disk
        self._cpu = _cpu_ticks()
        self._process = _process_seconds()
        self._smi = shutil.which("nvidia-smi")

    def read(self) -> Iterator[Reading]:
        """Names carry their units. CPU values are means since the last reading."""
        yield from self._read_cpu()
        yield from _read_memory()
        try:
            usage = shutil.disk_usage(self._disk)
            yield "disk/free_gib", usage.free / 2**30, None
            yield "disk/used_percent", 100.0 * (usage.total - usage.free) / max(1, usage.total), None
        except OSError:
            pass
        if self._smi is not None:
            yield from self._read_gpus(self._smi)

    def _read_cpu(self) -> Iterator[Reading]:
        now, before = _cpu_ticks(), self._cpu
        process, process_before = _process_seconds(), self._process
        self._cpu, self._process = now, process
        if now is not None and before is not None and now[1] > before[1]:
            yield "cpu/used_percent", 100.0 * (now[0] - before[0]) / (now[1] - before[1]), None
        wall = process[1] - process_before[1]
        if wall > 0.01:
            yield "cpu/process_percent", 100.0 * (process[0] - process_before[0]) / wall, None
        if hasattr(os, "getloadavg"):
            yield "cpu/load_1m", os.getloadavg()[0], None

    def _read_gpus(self, smi: str) -> Iterator[Reading]:
        try:
            done = subprocess.run(
                [smi, f"--query-gpu={_GPU_QUERY}", "--format=csv,noheader,nounits"],
                stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=5.0, check=True,
            )  # fmt: skip
        except (OSError, subprocess.SubprocessError):
            self._smi = None  # It is there and does not work: asking every few seconds would only cost.
            return
        for line in done.stdout.splitlines():
            index, *cells = (cell.strip() for cell in line.split(","))
            for name, cell in zip(_GPU_NAMES, cells):
                try:
                    yield name, float(cell), {"gpu": index}
                except ValueError:
                    continue  # "[N/A]"


def _read_memory() -> Iterator[Reading]:
    facts = _proc_table("/proc/meminfo")
    if "MemTotal" in facts and "MemAvailable" in facts:
        used = facts["MemTotal"] - facts["MemAvailable"]
        yield "memory/used_gib", used / 2**20, None
        yield "memory/used_percent", 100.0 * used / max(1, facts["MemTotal"]), None
    own = _proc_table("/proc/self/status").get("VmRSS")
    if own is not None:
        yield "memory/process_gib", own / 2**20, None


def _proc_table(path: str) -> dict[str, int]:
    """``Name: 123 kB`` lines; {} where there is no such file."""
    try:
        lines = Path(path).read_text(encoding="ascii", errors="replace").splitlines()
    except OSError:
        return {}
    table = {}
    for line in lines:
        name, _, rest = line.partition(":")
        number = rest.split()[0] if rest.split() else ""
        if number.isdecimal():
            table[name] = int(number)
    return table


def _cpu_ticks() -> tuple[int, int] | None:
    """(busy, all) ticks of all cores since boot."""
    try:
        with open("/proc/stat", encoding="ascii") as file:
            ticks = [int(cell) for cell in file.readline().split()[1:9]]
    except (OSError, ValueError):
        return None
    return sum(ticks) - ticks[3] - ticks[4], sum(ticks)


def _process_seconds() -> tuple[float, float]:
    """(CPU seconds of this process, wall seconds)."""
    times = os.times()
    return times.user + times.system, times.elapsed
