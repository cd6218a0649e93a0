"""What is told in Slack of the ledger: what it asks, what was taken from it, what was put back.

One message for all of a kind and tab in a pass: how many first, then at most five of them.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy.orm import Session

from oms import ledger_edits, ledger_questions, outbox, settings
from oms.ledger_edits import Place, Ref
from oms.ledger_questions import BOOKS, GONE_ROWS, SHEET
from oms.product_fields import Value
from oms.tables.sheet import LedgerProblem, LedgerQuestion

LISTED = 5
TEMPLATES: Mapping[str, str] = {GONE_ROWS: "rows_gone"}
"""Kind of question -> what its notice is called, where that is not as the kind."""


@dataclass(frozen=True)
class Asked:
    """A question as a person is shown it; what its kind does not have is empty."""

    id: int
    version: int
    kind: str
    tab: str
    column: str
    title: str
    sheet: str
    """The ledger's value in words."""
    books: str
    """The books' value in words."""
    at: str
    """When the books changed."""
    by: str
    """Who changed them."""
    since: str
    """When it was seen in the ledger."""
    why: str
    """Why it was not simply taken."""
    was: str
    """The SKU that a row had."""
    code: str
    """The SKU that it has."""
    cells: tuple[tuple[str, str], ...]
    """Heading and words of a new row."""
    lines: tuple[str, ...]
    """The first of the rows that are gone."""
    units: int
    """How many rows are gone."""


@dataclass(frozen=True)
class PutBack:
    """A cell of the books that somebody typed over."""

    title: str
    heading: str
    typed: str
    books: str
    count: Mapping[str, object] | None = None
    """What was typed as a count, for templates/notices/overtyped.j2; None: it can be none."""
    name: str = ""
    """Unique to what was typed; of a count."""


@dataclass(frozen=True)
class RowBack:
    """A row that was taken out of the ledger, and is in it again."""

    title: str
    why: str
    """A sentence without its full stop."""


def facts_of(
    books: Session, place: Place, ref: Ref, value: Value, typed: str | float, why: str = ""
) -> dict[str, Any]:
    """The facts of a question about one cell that both sides may change.

    Args:
        books: open books.
        place: tab and heading.
        ref: what it is about.
        value: what the ledger says.
        typed: the cell as it stands there.
        why: why it was not simply taken, as a part of a sentence.
    """
    changed = ledger_edits.last_change(books, place, ref)
    now = ledger_edits.value_of(books, place, ref)
    return {
        "title": ledger_edits.title_of(books, place, ref),
        "ref": dict(ref),
        "value": value,
        "typed": typed,
        "sheet": ledger_edits.words(books, place, ref, value),
        "books": ledger_edits.words(books, place, ref, now),
        "at": moment(books, changed[0]) if changed else "",
        "by": changed[1] if changed else "",
        "why": why,
    }


def shown(books: Session, question: LedgerQuestion) -> Asked:
    """A question as a person is shown it."""
    facts = question.facts
    return Asked(
        id=question.id,
        version=question.version,
        kind=question.kind,
        tab=question.tab,
        column=question.column or "",
        title=str(facts.get("title") or question.row_key.replace("|", ", ")),
        sheet=str(facts.get(SHEET, "")),
        books=str(facts.get(BOOKS, "")),
        at=str(facts.get("at", "")),
        by=str(facts.get("by", "")),
        since=moment(books, question.asked_at),
        why=str(facts.get("why", "")),
        was=str(facts.get("was", "")),
        code=str(facts.get("code", "")),
        cells=tuple((str(one), str(words)) for one, words in facts.get("shown", ())),
        lines=tuple(str(one) for one in facts.get("rows", ()))[:LISTED],
        units=int(facts.get("count", 0)),
    )


def listed(books: Session, questions: Sequence[LedgerQuestion]) -> dict[str, Any]:
    """Questions as a template is given them, the first five of them, and what names them all."""
    return {
        "asked": [asdict(shown(books, one)) for one in questions[:LISTED]],
        "total": len(questions),
        "of": _of(books, questions),
    }


def _of(books: Session, questions: Sequence[LedgerQuestion]) -> list[int]:
    """First id, last id and newest version of questions of one kind and tab.

    Nothing where other questions stand between them, so that one answer never reaches these.
    """
    ids = {one.id for one in questions}
    if not ids or len({(one.kind, one.tab) for one in questions}) > 1:
        return []
    first, last = min(ids), max(ids)
    between = ledger_questions.like(books, first, first=first, last=last)
    if not {one.id for one in between} <= ids:
        return []
    return [first, last, max(one.version for one in questions)]


def tell_questions(books: Session, new: Iterable[LedgerQuestion]) -> None:
    """Tell of new questions in the channel for notices, a message for each kind and tab."""
    groups: dict[tuple[str, str], list[LedgerQuestion]] = {}
    for question in new:
        if ledger_questions.ANSWERS[question.kind]:
            groups.setdefault((question.kind, question.tab), []).append(question)
    for (kind, _tab), questions in groups.items():
        facts = listed(books, questions)
        name = TEMPLATES.get(kind, kind)
        last = max(one.id for one in questions)
        _tell(books, f"notices/ledger_{name}", f"{kind}:{last}", facts)


def tell_edits(books: Session, edit_ids: Sequence[int], *, ended: int = 0) -> None:
    """Tell which edits of the ledger a pass took, all in one message, each with its Undo.

    Args:
        books: open for writing.
        edit_ids: rows of the history, in order.
        ended: with so many of them something ended as its row was taken out.
    """
    if edit_ids:
        name = f"changed:{edit_ids[0]}:{edit_ids[-1]}"
        facts = edits(books, edit_ids) | ({"ended": ended} if ended else {})
        _tell(books, "notices/ledger_changed", name, facts)


def edits(books: Session, edit_ids: Sequence[int]) -> dict[str, Any]:
    """Edits as a template is given them, the first five of them."""
    told = [ledger_edits.told(books, one) for one in edit_ids]
    counts = Counter(one.heading for one in told)
    return {
        "changed": [asdict(one) for one in told[:LISTED]],
        "total": len(told),
        "counts": [[heading, count] for heading, count in counts.most_common()],
        "first": edit_ids[0] if edit_ids else 0,
        "last": edit_ids[-1] if edit_ids else 0,
    }


def tell_put_back(books: Session, cells: Sequence[PutBack], *, name: str) -> None:
    """Tell which cells of the books were typed over and show again what they did.

    A few counts are offered one by one; more are an older copy pasted, or a slip, and are told
    with the rest in one message.

    Args:
        books: open for writing.
        cells: of one pass.
        name: unique to the pass; the same is told once.
    """
    offered = [one for one in cells if one.count is not None]
    if len(offered) <= LISTED:
        for one in offered:
            _tell(books, "notices/overtyped", f"overtyped:{one.name}", one.count or {})
        cells, offered = [one for one in cells if one.count is None], []
    if cells:
        told = [{"title": one.title, "heading": one.heading, "typed": one.typed, "books": one.books}
                for one in cells[:LISTED]]  # fmt: skip
        facts = {"cells": told, "total": len(cells), "counts": len(offered)}
        _tell(books, "notices/ledger_put_back", f"put back:{name}", facts)


def tell_paused(books: Session, pauses: Sequence[LedgerProblem], *, name: str) -> None:
    """Tell which tabs and columns of the ledger are paused, once until they are mended.

    Args:
        books: open for writing.
        pauses: what was not told yet, with its row of the list of problems.
        name: unique to the pass; the same is told once.
    """
    if pauses:
        listed = [{"tab": one.tab, "heading": one.column, "why": one.why, "remedy": one.remedy}
                  for one in pauses[:LISTED]]  # fmt: skip
        facts = {"pauses": listed, "total": len(pauses)}
        _tell(books, "notices/ledger_paused", f"paused:{name}:{pauses[0].id}", facts)


def tell_stopped(books: Session, why: str, remedy: str, *, name: str) -> None:
    """Tell that the ledger and the books are not kept in step.

    Args:
        books: open for writing.
        why: a sentence.
        remedy: what to do.
        name: unique to this time that it stopped; the same is told once.
    """
    _tell(books, "notices/ledger_stopped", f"stopped:{name}", {"why": why, "remedy": remedy})


def tell_displaced(books: Session, cells: Sequence[tuple[str, str, str]], *, name: str) -> None:
    """Tell what somebody typed in the ledger that may not stand where it did.

    Args:
        books: open for writing.
        cells: (row, heading, what was typed); a row that nothing names is "".
        name: unique to what displaced it; the same is told once.
    """
    if cells:
        listed = [dict(zip(("title", "heading", "typed"), one, strict=True)) for one in cells]
        facts = {"cells": listed[:LISTED], "total": len(cells)}
        _tell(books, "notices/ledger_displaced", f"displaced:{name}", facts)


def tell_rows_back(books: Session, tab: str, rows: Sequence[RowBack], *, name: str) -> None:
    """Tell which rows somebody took out of a tab are in it again, and why.

    Args:
        books: open for writing.
        tab: its title.
        rows: of one pass.
        name: unique to the pass; the same is told once.
    """
    if rows:
        facts = {"tab": tab, "rows": [asdict(one) for one in rows[:LISTED]], "total": len(rows)}
        _tell(books, "notices/ledger_rows_back", f"rows back:{name}", facts)


def moment(books: Session, at: dt.datetime) -> str:
    """A moment on the shop's clock: 09:58 today, Mon 23 Nov 17:02 before."""
    here = settings.local(at, settings.zone(books))
    if here.date() == settings.today(books):
        return f"{here:%H:%M}"
    return f"{here:%a} {here.day} {here:%b %H:%M}"


def _tell(books: Session, template: str, name: str, facts: Mapping[str, Any]) -> None:
    """Queue a notice once; a shop without a channel for notices is not told."""
    channel = settings.value(books, "notice_channel")
    if channel:
        payload = {"template": template, "facts": dict(facts)}
        key = f"notice:ledger:{name}"
        outbox.tell(books, kind="notice", key=key, target=channel, payload=payload)
