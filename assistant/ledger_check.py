"""`backroom ledger check`: asks the spreadsheet all that Backroom relies on."""

from __future__ import annotations

import signal
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from types import FrameType
from typing import NoReturn

import click

from assistant.cli import FOUND, OK, configured, print_json, told
from assistant.ledger_door import ledger_of, tabs
from oms.errors import ShopError
from sheets.checks import asking
from sheets.checks.desk import TITLE, Desk
from sheets.checks.question import Answer
from sheets.connection import GOOGLE_SHEETS, LedgerUnreachable

STOPPED = 128 + signal.SIGTERM


class CheckBrokenOff(ShopError):
    """The spreadsheet went out of reach while it was checked."""

    code = "check_broken_off"

    def __init__(self, why: str) -> None:
        super().__init__(
            f"The check was broken off. {why}",
            remedy=f"Run it again: it first takes out the tabs “{TITLE} …” that this one left.",
        )


@click.command("check")
@click.option("--by-hand", is_flag=True, help="Ask you to edit and to sort in the browser, too.")
@click.option("--quota", is_flag=True, help="Read until Google refuses; costs a minute's quota.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
@told
def ledger_check(*, by_hand: bool, quota: bool, as_json: bool) -> None:
    """Ask the spreadsheet all that Backroom relies on, a line for each answer.

    Works in tabs of its own, which it takes out again; yours are not touched. One check
    at a time. What Google does not promise is asked too, and said to be so.

    \b
    Examples:
      backroom ledger check              about a minute
      backroom ledger check --by-hand    you are asked to type and to sort, too

    Exit status: 0 all that Backroom relies on is so, 1 something is not, 2 could not ask.
    """
    config = configured()
    ledger, is_local = ledger_of(config), config.sheets_url != GOOGLE_SHEETS
    desk = Desk(ledger.connection, ledger.spreadsheet, tabs(), ask_person=_ask)
    asked_for = {"--by-hand": by_hand, "--quota": quota}
    options = [name for name, is_given in asked_for.items() if is_given]
    found: list[Answer] = []
    try:
        with _ended_by_signal(), asking.laid(desk) as left:
            if not as_json:
                _head(config.sheets_url if is_local else "", left)
            for answer in asking.answers(desk, options, is_local=is_local):
                found.append(answer)
                if not as_json:
                    click.echo(line(answer))
    except LedgerUnreachable as fault:
        raise CheckBrokenOff(fault.message) from fault
    faults = [one.id for one in found if one.is_fault]
    if as_json:
        print_json({"spreadsheet": ledger.spreadsheet, "server": config.sheets_url,
                    "left_over": left, "holds": not faults,
                    "answers": [one.told() for one in found]})  # fmt: skip
    else:
        click.echo(_sum(faults))
    sys.exit(FOUND if faults else OK)


def line(answer: Answer) -> str:
    """An answer as one line: what was asked, what was done, whether we rely on it, what to do."""
    begin = "FAIL" if answer.is_fault else {True: "ok  ", False: "note", None: "-   "}[answer.holds]
    relied = "Backroom relies on it." if answer.relied else "Backroom does not rely on it."
    if answer.is_fault:
        relied = "Backroom relies on another answer."
    guess = (
        f" (Unverified, as the local Sheets takes it to be: {answer.unverified}.)"
        if answer.unverified and answer.holds is not None
        else ""
    )
    said = f"{begin} {answer.id}: {answer.asked} It {answer.did}. {relied}"
    return f"{said} {answer.remedy}".rstrip() + guess


def _head(local: str, left: int) -> None:
    if local:
        click.echo(f"The local Sheets at {local} answers: what it takes Google to do, not Google.")
    if left:
        click.echo(f"A check that did not end had left {left} tabs; they are taken out.")


def _sum(faults: Sequence[str]) -> str:
    if not faults:
        return "All that Backroom relies on is so."
    return f"Not as Backroom relies on: {', '.join(faults)}. Each line above says what to do."


def _ask(what: str) -> None:
    click.echo(what, err=True)


@contextmanager
def _ended_by_signal() -> Iterator[None]:
    """Our tabs are taken out also when the command is told to end."""

    def stop(_signal: int, _frame: FrameType | None) -> NoReturn:
        sys.exit(STOPPED)

    before = signal.signal(signal.SIGTERM, stop)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)
