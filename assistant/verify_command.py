"""`backroom verify`: the figures computed again, and the seals of the history walked."""

from __future__ import annotations

import sys

import click

from assistant.cli import FOUND, OK, configured, print_json, told
from assistant.opening import opened
from oms import seals, verify
from oms.seals import Audit
from oms.verify import Difference


@click.command("verify")
@click.option("--audit", is_flag=True, help="Walk the seals of the history too.")
@click.option("--mark", metavar="NUMBER:HASH", help="What an earlier --audit printed must hold.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
@told
def verify_command(mark: str | None, *, audit: bool, as_json: bool) -> None:
    """Compute every figure again from the movements and name each difference.

    With --audit it also walks the seals of the history, and names the first broken link, every row
    that is missing or was changed, and rows that waited too long for their seal.

    \b
    Examples:
      backroom verify --audit
      backroom verify --audit --mark 1043:9f86d081884c     not cut off since that was noted

    Exit status: 0 all is well, 1 differences, 2 could not run.
    """
    database = opened(configured())
    with database.reading() as books:
        found = verify.differences(books)
    walked = seals.audit(database, mark=mark) if audit or mark else None
    if as_json:
        print_json(_document(found, walked))
    else:
        _print(found, walked)
    sys.exit(FOUND if found or (walked and walked.faults) else OK)


def _document(found: list[Difference], walked: Audit | None) -> dict[str, object]:
    document: dict[str, object] = {"differences": [vars(one) for one in found]}
    if walked is not None:
        faults = [vars(one) for one in walked.faults]
        document["audit"] = {"sealed": walked.sealed, "mark": walked.mark, "faults": faults}
    return document


def _print(found: list[Difference], walked: Audit | None) -> None:
    for one in found:
        click.echo(f"{one.subject}: {one.kind} should be {one.expected}, is {one.found}")
    click.echo(f"{len(found)} differences" if found else "The books add up.")
    if walked is None:
        return
    for fault in walked.faults:
        click.echo(f"history: {fault.words}")
    if not walked.faults:
        click.echo(f"The history is as it was written: {walked.sealed:,} rows.")
    click.echo(f"mark {walked.mark}")
