"""`backroom serve` as a process of its own."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path


def begun(environment: Mapping[str, str], log: Path) -> subprocess.Popen[bytes]:
    """A process of the program; what it writes is added to a file."""
    with log.open("ab") as written:
        return subprocess.Popen(
            [sys.executable, "-m", "assistant", "serve"],
            env=environment, stdout=written, stderr=written,
        )  # fmt: skip
