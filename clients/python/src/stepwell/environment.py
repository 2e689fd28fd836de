"""Environment variables: ``STEPWELL_<name>``, or ``METRANA_<name>`` where only that is set. Empty means not set."""

from __future__ import annotations

import os

from .errors import OptionError

PREFIXES = ("STEPWELL_", "METRANA_")


def read_variable(name: str) -> tuple[str, str] | None:
    """(full name of the variable, its value), or None."""
    for prefix in PREFIXES:
        value = os.environ.get(prefix + name, "")
        if value != "":
            return prefix + name, value
    return None


def read_size(name: str, default: int) -> int:
    """A queue size. Raises OptionError naming the variable unless it is a whole number of at least 0 (0 = unbounded)."""
    found = read_variable(name)
    if found is None:
        return default
    variable, value = found
    if not value.strip().isdecimal():
        raise OptionError(f"{variable}={value!r} is not accepted: it is a whole number, 0 for unbounded")
    return int(value)


def default_roots() -> list[str]:
    """STEPWELL_ROOT, else ./runs."""
    return [root for root in os.environ.get("STEPWELL_ROOT", "").split(os.pathsep) if root != ""] or ["runs"]


def default_root() -> str:
    """The root that is written to: the first of several."""
    return default_roots()[0]


def process_rank() -> int | None:
    """This process's rank in a distributed job, as torchrun, MPI, Slurm or Lightning say it; None outside one."""
    for variable in ("RANK", "OMPI_COMM_WORLD_RANK", "PMI_RANK", "SLURM_PROCID", "LOCAL_RANK"):
        value = os.environ.get(variable, "")
        if value.isdecimal():
            return int(value)
    return None
