"""Children measured whole: wall time, CPU time, peak memory; and the CPU a server spent on them."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryFile

import psutil


@dataclass(frozen=True)
class Measured:
    """What a child cost; seconds and megabytes."""

    output: str
    wall: float
    cpu: float
    peak_mb: float
    server_cpu: float = 0.0


class ChildFailed(RuntimeError):
    """A measured child did not end as it should; its figures mean nothing."""


def measure(
    arguments: Sequence[str], *, env: Mapping[str, str] | None = None, server: int | None = None
) -> Measured:
    """Run `python ARGUMENTS` to its end.

    Args:
        arguments: after the interpreter.
        env: added to the environment.
        server: process id of a PostgreSQL whose CPU time is counted beside.

    Raises:
        ChildFailed: with what the child said.
    """
    served = _spent(server)
    with TemporaryFile() as out, TemporaryFile() as err:
        begun = time.perf_counter()
        child = subprocess.Popen(
            [sys.executable, *arguments], stdout=out, stderr=err, env={**os.environ, **(env or {})}
        )
        _, status, used = os.wait4(child.pid, 0)
        wall = time.perf_counter() - begun
        child.returncode = os.waitstatus_to_exitcode(status)
        out.seek(0)
        err.seek(0)
        if child.returncode:
            raise ChildFailed(f"{arguments}: {err.read().decode()[-2000:]}")
        return Measured(
            output=out.read().decode(),
            wall=wall,
            cpu=used.ru_utime + used.ru_stime,
            peak_mb=used.ru_maxrss / (1024 if sys.platform == "linux" else 1024**2),
            server_cpu=_spent(server) - served,
        )


def load() -> str:
    """The load of the machine over 1 and 5 minutes, and its processors."""
    one, five, _ = os.getloadavg()
    return f"load {one:.2f} {five:.2f}, {os.cpu_count()} processors"


def postmaster(folder: Path) -> int:
    """The process id of the PostgreSQL that keeps its data in this folder."""
    return int((folder / "postmaster.pid").read_text(encoding="utf-8").splitlines()[0])


def _spent(server: int | None) -> float:
    """CPU seconds of a PostgreSQL and its children, those that ended included."""
    if server is None:
        return 0.0
    main = psutil.Process(server)
    total = 0.0
    for process in (main, *main.children(recursive=True)):
        try:
            used = process.cpu_times()
        except psutil.NoSuchProcess:
            continue
        total += used.user + used.system
        if process.pid == server:
            total += used.children_user + used.children_system
    return total
