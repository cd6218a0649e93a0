"""Writing off goods that came back: above a limit of value with a second person.

Until that person agrees the goods wait on hold, in quarantine; what was found is written down at
once, and the customer's money does not wait for it. Where nobody agrees, on hold they stay.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from oms import (
    approvals,
    inspections,
    return_documents,
    return_findings,
    return_losses,
    returns,
    settings,
)
from oms.actors import WRITE_OFF, Who
from oms.approvals import Approvable, Arguments
from oms.errors import NoLongerPossible
from oms.history import About
from oms.once import once
from oms.return_findings import Finding
from oms.return_landing import Judgement
from oms.returns import Judged, ReturnPlan
from oms.tables.messages import Approval
from oms.tables.returns import Inspection, Return, ReturnLine
from oms.values import money

COMMAND = "return_write_off"
HOLD = "hold"


@dataclass(frozen=True)
class Booked:
    """The inspections that hold now, and the request that some of them wait for."""

    inspections: list[int]
    waits: Approval | None


def worth(books: Session, findings: Sequence[Finding]) -> int:
    """What findings write off, in minor units of the shop's currency; not what was so before."""
    return return_losses.worth(books, ((_sku(books, one), one.units) for one in _lost(findings)))


def takes_two(books: Session, findings: Sequence[Finding], *, by: Who) -> bool:
    """Whether a second person has to agree before the findings are booked as they are.

    Raises:
        NoLongerPossible: somebody has asked for it already.
    """
    for one in _lost(findings):
        _refuse_asked(books, one)
    earlier = earlier_of(books, findings, by=by)
    return bool(_lost(findings)) and not by.alone(
        WRITE_OFF, worth(books, findings), earlier_minor=earlier
    )


def earlier_of(books: Session, findings: Sequence[Finding], *, by: Who) -> int:
    """What somebody wrote off alone today of the order that findings are about, as `alone`."""
    if not findings:
        return 0
    line = books.get_one(ReturnLine, findings[0].line_id)
    came = books.get_one(Return, line.return_id)
    return alone(books, came.order_id, return_id=came.id, by=by)


def alone(books: Session, order_id: int | None, *, return_id: int | None = None, by: Who) -> int:
    """What somebody wrote off today that nobody else agreed to, in minor units.

    It counts along with what they write off next: in pieces nobody passes their limit.

    Args:
        books: open.
        order_id: of whose returns; None: no order is on file.
        return_id: of which return, where there is no order.
        by: whose.
    """
    wanted = (
        select(Inspection)
        .join(ReturnLine, ReturnLine.id == Inspection.return_line_id)
        .join(Return, Return.id == ReturnLine.return_id)
        .where(
            Return.id == return_id if order_id is None else Return.order_id == order_id,
            Inspection.by_id == by.id,
            Inspection.at >= settings.today_began(books),
            Inspection.disposition == return_losses.DISPOSITION,
            Inspection.undone_at.is_(None),
        )
    )
    results = approvals.agreed_today(books, COMMAND, by=by)
    agreed = {one for result in results for one in result["inspections"]}
    lost = [one for one in books.scalars(wanted) if one.id not in agreed]
    return return_losses.worth(books, ((one.actual_sku_id, one.units) for one in lost))


def told(books: Session, minor: int, earlier_minor: int) -> str:
    """What is to be written off, in words, with what counts along."""
    currency = settings.value(books, "currency")
    beside = f", with {money(earlier_minor, currency)} of the same order today,"
    return f"{money(minor, currency)}{beside if earlier_minor else ''}"


def book(
    books: Session, return_id: int, findings: Sequence[Finding], *, by: Who, key: str
) -> Booked:
    """Write findings down; what `by` may not write off alone is put on hold and asked for.

    Raises:
        NotAllowed: the role does not inspect returns, or may not even ask to write off stock.
        NoLongerPossible: somebody has asked for it already.
        As `return_findings.book`.
    """

    def do() -> dict[str, Any]:
        # what was written off before is counted: two who say so at once would each see none
        return_documents.open_up(books, return_id)
        asks = takes_two(books, findings, by=by)
        found = [
            replace(one, disposition=HOLD) if asks and _is_lost(one) else one for one in findings
        ]
        made = return_findings.book(books, return_id, found, by=by, key=f"{key}:found")
        held = [ids[0] for one, ids in zip(findings, made, strict=True) if _is_lost(one)]
        waits = _ask(books, return_id, held, by=by, key=f"{key}:write_off").id if asks else None
        return {"inspections": [one for ids in made for one in ids], "approval": waits}

    # by what was written off alone it would be asked for the second time: the choice is made once
    told = {"return": return_id, "findings": [one.plain() for one in findings]}
    done = once(books, key, "book_findings", told, by=by, do=do)
    return Booked(done["inspections"], _asked(books, done["approval"]))


def accept(
    books: Session, plan: ReturnPlan, judged: Judged, *, by: Who, key: str
) -> tuple[int, Approval | None]:
    """Take planned goods back in one go, as `returns.accept`; on hold where that takes two.

    Returns:
        The id of the return, and the request to write its goods off where there is one.

    Raises:
        NotAllowed: the role does not accept returns, or may not even ask to write off stock.
        NoLongerPossible: the order changed since it was planned.
    """

    def do() -> dict[str, Any]:
        if not accepting_takes_two(books, plan, judged, by=by):
            made = returns.accept(books, plan, judged, by=by, key=f"{key}:accepted")
            return {"return": made, "approval": None}
        on_hold = replace(judged, disposition=HOLD)
        made = returns.accept(books, plan, on_hold, by=by, key=f"{key}:accepted")
        held = [one.id for one in inspections.of(books, made)]
        return {
            "return": made,
            "approval": _ask(books, made, held, by=by, key=f"{key}:write_off").id,
        }

    lines = [[line.line_id, line.units] for line in plan.lines]
    told = {"order": plan.order_id, "lines": lines, "disposition": judged.disposition}
    done = once(books, key, "accept_or_ask", told, by=by, do=do)
    return done["return"], _asked(books, done["approval"])


def accepting_takes_two(books: Session, plan: ReturnPlan, judged: Judged, *, by: Who) -> bool:
    """Whether a second person has to agree that planned goods are written off."""
    lost = judged.disposition == return_losses.DISPOSITION
    earlier = alone(books, plan.order_id, by=by)
    return lost and not by.alone(WRITE_OFF, worth_of_plan(books, plan), earlier_minor=earlier)


def worth_of_plan(books: Session, plan: ReturnPlan) -> int:
    """What planned goods are worth to the shop, in minor units of its currency."""
    return return_losses.worth(books, ((line.sku_id, line.units) for line in plan.lines))


def undo(
    books: Session, return_id: int, inspection_ids: Sequence[int], *, by: Who, key: str
) -> None:
    """Take inspections back, and what was asked for them.

    Raises:
        As `inspections.undo`.
    """
    inspections.undo(books, return_id, inspection_ids, by=by, key=key)
    gone = set(inspection_ids)
    approvals.drop(
        books, About("return", return_id), by=by,
        only=lambda told: not gone.isdisjoint(told["inspections"]),
    )  # fmt: skip


def _refuse_asked(books: Session, one: Finding) -> None:
    return_id = books.get_one(ReturnLine, one.line_id).return_id
    for asked in approvals.open_about(books, About("return", return_id)):
        if one.anew in asked.arguments["inspections"]:
            raise NoLongerPossible(
                f"A-{asked.id} asks somebody to agree to that already.",
                remedy=f"Have somebody else say `approve A-{asked.id}` or `decline A-{asked.id}`.",
            )


def _ask(books: Session, return_id: int, held: list[int], *, by: Who, key: str) -> Approval:
    units = _units(books, held)
    places = {one.location_id for one in inspections.of(books, return_id, held)}
    told = {
        "return": return_id,
        "inspections": held,
        "amount_minor": return_losses.worth(books, units),
        "location": places.pop() if len(places) == 1 else None,
    }
    why = ", ".join(sorted({_seen(one) for one in inspections.of(books, return_id, held)}))
    return approvals.ask(books, COMMAND, told, why=why, by=by, key=key)


def _asked(books: Session, approval_id: int | None) -> Approval | None:
    return None if approval_id is None else books.get_one(Approval, approval_id)


def _do(books: Session, told: Arguments, by: Who, _asked: Who, key: str) -> dict[str, Any]:
    made = []
    for one in inspections.of(books, told["return"], told["inspections"]):
        lost = Judgement(
            one.return_line_id, one.units, return_losses.DISPOSITION, one.condition,
            deduction_minor=one.deduction_minor, note=one.note,
        )  # fmt: skip
        made += inspections.judge_anew(books, one.id, lost, by=by, key=f"{key}:{one.id}")
    return {"inspections": made}


def _describe(books: Session, told: Arguments) -> str:
    number = books.get_one(Return, told["return"]).number
    units = _units(books, told["inspections"])
    names = return_documents.titles(books, (sku_id for sku_id, _ in units))
    goods = ", ".join(
        f"{count} × {names[sku_id][1]} ({names[sku_id][0]})" for sku_id, count in units
    )
    amount = money(told["amount_minor"], settings.value(books, "currency"))
    return f"Write off {goods} of return {number}, {amount}"


def _units(books: Session, held: Sequence[int]) -> list[tuple[int, int]]:
    found = (books.get_one(Inspection, one) for one in held)
    return [(one.actual_sku_id, one.units) for one in found]


def _seen(one: Inspection) -> str:
    return one.condition.replace("_", " ") + (f", {one.note}" if one.note else "")


def _lost(findings: Sequence[Finding]) -> list[Finding]:
    return [one for one in findings if _is_lost(one)]


def _is_lost(one: Finding) -> bool:
    return one.disposition == return_losses.DISPOSITION


def _sku(books: Session, one: Finding) -> int:
    return books.get_one(ReturnLine, one.line_id).sku_id


APPROVABLE = Approvable(
    COMMAND, WRITE_OFF, "return", _describe, _do, otherwise="The goods stay on hold in quarantine."
)
