"""The bugs that are put in on purpose, as a table to read: `python -m tests.machine.listed`."""

from __future__ import annotations

from pathlib import Path

from tests.machine.bugs import BUGS, Bug

PAGE = Path(__file__).with_name("MUTATIONS.md")
BEGINS = """# Bugs that are put in on purpose

Each is one line of the program said otherwise. `tests/machine/test_mutations.py` puts it in and
has it seen: by a replay of events of the kinds named, after each of which every invariant is looked
at (`tests/machine/invariants*.py`, `tests/machine/audit.py`), or by a test of its own. Those of
other systems name the system in whose code the defect was read.

Written by `python -m tests.machine.listed`; a test compares.

| bug | is put into | is seen by |
|---|---|---|
"""


def page() -> str:
    """The whole page."""
    return BEGINS + "".join(f"| {bug.name} | `{bug.where}` | {seen_by(bug)} |\n" for bug in BUGS)


def seen_by(bug: Bug) -> str:
    """The test, or the kinds of events of the replay."""
    if bug.check:
        return f"`{bug.check}`"
    return f"replays: {', '.join(bug.among.split()) or 'all events'}"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
