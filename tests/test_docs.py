"""The documents say what the program has, all of it and nothing else."""

from __future__ import annotations

import importlib
import pkgutil
import re
from collections.abc import Iterator
from functools import cache
from importlib.metadata import requires
from pathlib import Path
from types import ModuleType

import click
import pytest
from packaging.requirements import Requirement

import assistant
import commands
import oms
import oms.figures
import sheets
import sheets.tabs
from assistant.cli import main
from oms import discovery, settings
from oms.actors import ACTIONS, REFUND, SHIP, TRANSFER, WRITE_OFF
from oms.actors import APPROVE_COUNTS as APPROVE
from oms.channels import profile
from oms.errors import ShopError
from oms.figures.figure import Figure
from oms.staff import FOR_PEOPLE, ROLES
from sheets.tab import Tab

ROOT = Path(__file__).parent.parent
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
RUNTIME_PACKAGES = 40


def page(name: str) -> str:
    """The text of a document."""
    return (ROOT / name).read_text(encoding="utf-8")


def first_cells(name: str) -> set[str]:
    """What stands in code marks in the first cell of each row of the page's tables."""
    rows = re.findall(r"^\| *([^|]*`[^|]*) *\|", page(name), re.MULTILINE)
    return {word for row in rows for word in re.findall(r"`([^`]+)`", row)}


def modules() -> Iterator[ModuleType]:
    """Every module of the program."""
    for package in (oms, sheets, commands, assistant):
        for found in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            if not found.name.endswith("__main__") and ".migrations" not in found.name:
                yield importlib.import_module(found.name)


def codes() -> set[str]:
    """The code of every error that a person may see."""
    assert list(modules())

    def below(kind: type[ShopError]) -> Iterator[type[ShopError]]:
        for one in kind.__subclasses__():
            yield one
            yield from below(one)

    return {kind.code for kind in below(ShopError)}


@pytest.mark.parametrize("path", PAGES, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_link_of_a_page_leads_somewhere(path: Path) -> None:
    targets = [link for link in LINK.findall(path.read_text(encoding="utf-8"))
               if not link.startswith(("http:", "https:"))]  # fmt: skip

    for target in targets:
        file, _, heading = target.partition("#")
        there = path.parent / file if file else path
        assert there.exists(), target
        if heading:
            headings = re.findall(r"^#+ (.+)$", there.read_text(encoding="utf-8"), re.MULTILINE)
            assert heading in {anchor(one) for one in headings}, target


def anchor(heading: str) -> str:
    """The name by which a heading is linked to."""
    kept = re.sub(r"[^\w\- ]", "", heading.lower())
    return kept.strip().replace(" ", "-")


def test_every_error_is_explained_and_no_other() -> None:
    said_without_a_class = {"not_understood"}

    assert first_cells("docs/errors.md") == codes() | said_without_a_class


def test_every_figure_is_explained() -> None:
    figures = discovery.declared(oms.figures, Figure, lambda one: one.name)

    assert first_cells("docs/figures.md") == set(figures)


def test_every_setting_is_explained() -> None:
    source = page("assistant/config.py")
    environment = set(re.findall(r'"((?:BACKROOM|SLACK|GOOGLE)_[A-Z_]+)"', source))
    explained = first_cells("docs/operations.md")

    assert environment <= explained
    assert set(settings.KNOWN) <= explained


def test_every_role_is_explained() -> None:
    text = page("docs/operations.md")

    assert [role for role in ROLES if role != "program" and f"| {role} |" not in text] == []


@pytest.mark.parametrize("action", [APPROVE, REFUND, SHIP, TRANSFER, WRITE_OFF])
def test_who_may_do_what_and_up_to_how_much_is_as_the_roles_have_it(action: str) -> None:
    table = page("docs/commands.md").partition("## Who may")[2]
    row = re.search(rf"^\| {ACTIONS[action]} \| (.+) \|$", table, re.MULTILINE)
    assert row
    holders = {role: ROLES[role][1] for role in FOR_PEOPLE if action in ROLES[role][1]}
    assert row[1].split(", ") == [_up_to(role, may[action]) for role, may in holders.items()]


def _up_to(role: str, limit: int | None) -> str:
    return role if limit is None else f"{role} up to £{limit / 100:.2f}"


@pytest.mark.parametrize("name", main.list_commands(click.Context(main)))
def test_every_command_of_the_command_line_is_explained_and_has_help(name: str) -> None:
    command = main.get_command(click.Context(main), name)

    assert f"`backroom {name}" in page("docs/operations.md") or (
        f"    backroom {name}" in page("docs/operations.md")
    )
    assert command is not None
    assert command.help


def test_every_column_of_the_ledger_is_explained() -> None:
    text = page("docs/ledger.md").replace("**", "").lower()
    tabs = discovery.declared(sheets.tabs, Tab, lambda tab: tab.title)

    missing = [
        f"{tab.title}: {column.heading}"
        for tab in tabs.values()
        for column in tab.columns
        if f"## {tab.title.lower()}" not in text
        or (tab.title == "Stock" and column.heading.lower() not in text)
    ]

    assert missing == []


TRAPS = 25
NAMED_TEST = re.compile(r"`(tests/[\w/]+\.py)::(test_\w+)`")


def test_every_trap_of_slack_has_its_remedy_and_its_test() -> None:
    text = page("docs/slack-traps.md")
    rows = [line.split("|")[1:-1] for line in text.splitlines() if line.startswith("| T")]

    assert [row[0].strip() for row in rows] == [f"T{number}" for number in range(1, TRAPS + 1)]
    for _, _, remedy, tests in rows:
        assert all((ROOT / file).is_file() for file in re.findall(r"`([\w/]+\.py)`", remedy)), (
            remedy
        )
        assert re.search(r"`[\w/]+\.py`", remedy), remedy
        assert NAMED_TEST.search(tests), remedy
    for file, name in NAMED_TEST.findall(text):
        assert f"def {name}(" in page(file), name
    assert text.count("::test_") == len(NAMED_TEST.findall(text))


def test_what_the_local_sheets_does_has_the_tests_that_are_named() -> None:
    text = page("docs/local-sheets.md")
    rows = text.partition("| behaviour | tests |\n|---|---|\n")[2].partition("\n\n")[0].splitlines()

    assert len(rows) > 30
    assert all(NAMED_TEST.search(row) for row in rows)
    for file, name in NAMED_TEST.findall(text):
        assert f"def {name}(" in page(file), name
    assert text.count("::test_") == len(NAMED_TEST.findall(text))


def test_every_profile_is_explained() -> None:
    text = page("docs/importing.md")

    for kind in profile.KINDS:
        for name in profile.names(kind):
            assert f"`{name}`" in text, f"{kind}: {name}"


@cache
def runtime_packages() -> frozenset[str]:
    """Every package that comes with Backroom when no extra is asked for."""
    seen: set[tuple[str, frozenset[str]]] = set()
    waiting = [("backroom", frozenset[str]())]
    while waiting:
        name, extras = waiting.pop()
        if (name, extras) in seen:
            continue
        seen.add((name, extras))
        for line in requires(name) or []:
            needed = Requirement(line)
            asked = [{"extra": extra} for extra in extras or {""}]
            if needed.marker is None or any(needed.marker.evaluate(one) for one in asked):
                waiting.append((needed.name.lower().replace("_", "-"), frozenset(needed.extras)))
    return frozenset(name for name, _ in seen if name != "backroom")


def test_every_file_and_folder_that_contributing_names_is_there() -> None:
    named = re.findall(r"`((?:[\w.]+/)+(?:[\w.]+)?)`", page("CONTRIBUTING.md"))

    assert len(named) > 15
    assert [path for path in named if not (ROOT / path).exists()] == []


def test_the_readme_says_how_many_packages_it_brings() -> None:
    assert f"brings {len(runtime_packages())} packages" in page("README.md")
    assert len(runtime_packages()) <= RUNTIME_PACKAGES


def test_the_readme_has_both_commands_and_its_first_screen_stays_short() -> None:
    text = page("README.md")

    assert "    make try\n" in text
    assert "    make test\n" in text
    assert text.index("make try") < text.index("make test") < text.index("## Use it")
    assert "@" not in re.sub(r"`[^`]*`", "", text)
