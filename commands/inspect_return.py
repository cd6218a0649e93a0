"""Say how goods are that came back: what is sold again, put aside, repaired or written off.

Said: R-12: 1 restock, 1 damaged · R-12: all fine · R-12: 1 used, take off 2.00, chipped
"""

from __future__ import annotations

from dataclasses import replace

from commands.kit import Asked, Done, Facts, Plain, Preview, Write, command
from commands.returning import card_of, told_of
from commands.slots import UNITS
from commands.slots_returns import ALIKE, FOUND, NOTE, OFF, PRODUCT, RETURN, Seen, WhichReturn
from oms import (
    approvals,
    inspections,
    photos,
    return_findings,
    return_states,
    return_write_offs,
    stock,
)
from oms.actors import INSPECT
from oms.errors import NoLongerPossible
from oms.records import Return, Sku
from oms.return_cards import ReturnCard, card
from oms.return_findings import Finding
from oms.return_states import Event


def _do(asked: Asked, stored: Plain, key: str) -> Done:
    findings = [Finding(*one) for one in stored["findings"]]
    before = card_of(asked, stored["return"])
    if return_findings.fingerprint(before) != stored["as_seen"]:
        raise NoLongerPossible(f"Return {before.number} has changed since you were asked.")
    made = return_write_offs.book(asked.books, stored["return"], findings, by=asked.who, key=key)
    if asked.thread is not None:
        photos.talk_in(asked.books, stored["return"], *asked.thread)
    waits = approvals.shown(asked.books, made.waits) if made.waits is not None else None
    facts = told_of(asked, stored["return"]) | {"findings": findings, "waits": waits}
    can_undo = all(one.disposition != inspections.TO_CUSTOMER for one in findings)
    return Done(
        facts, {"return": stored["return"], "inspections": made.inspections} if can_undo else None
    )


def _undo(asked: Asked, stored: Plain, key: str) -> Facts:
    return_write_offs.undo(
        asked.books, stored["return"], stored["inspections"], by=asked.who, key=key
    )
    return told_of(asked, stored["return"])


@command(
    phrases=[
        "[inspect|inspected|judge] [return] {return_} [are|is] {found}",
        "[inspect|inspected|judge] [return] {return_} {sku} [are|is] {found}",
        "[inspect|inspected|judge] [return] {return_} {found} (because|with) {note}",
        "[inspect|inspected|judge] [return] {return_} {found} (take off|minus|less) {off} {note}",
        "[inspect|inspected|judge] [return] {return_} {units} {sku} [are|is] {alike}",
        "inspect [a] return",
    ],
    slots=[RETURN, PRODUCT, FOUND, ALIKE, UNITS, OFF, NOTE],
    may=INSPECT,
    write=Write(_do, _undo),
)
def inspect_return(  # noqa: PLR0913  what can be said of what came back
    asked: Asked,
    *,
    return_: Return | None = None,
    found: tuple[Seen, ...] = (),
    sku: Sku | None = None,
    off: str | None = None,
    note: str | None = None,
    units: int | None = None,
    alike: tuple[Seen, ...] = (),
) -> Preview:
    """Inspect what came back, and put it where it belongs; later findings replace earlier ones."""
    found = found or tuple(replace(one, units=units) for one in alike)
    if return_ is None or not found:
        raise WhichReturn("R-12: 1 restock, 1 damaged")
    return_states.after(return_.number, return_.state, Event.INSPECT)
    seen = card(asked.books, return_)
    told = [(one.units, one.disposition, one.condition) for one in found]
    findings = return_findings.spread(
        seen, told, sku_id=sku.id if sku else None, note=note,
        deduction_minor=return_findings.deduction(seen, off),
    )  # fmt: skip
    stored = {
        "return": return_.id,
        "findings": [one.plain() for one in findings],
        "as_seen": return_findings.fingerprint(seen),
    }
    worth = return_write_offs.worth(asked.books, findings)
    earlier = return_write_offs.earlier_of(asked.books, findings, by=asked.who)
    facts = {
        "card": seen,
        "findings": findings,
        "shelves": _shelves(asked, seen, findings),
        "second": return_write_offs.takes_two(asked.books, findings, by=asked.who),
        "worth": return_write_offs.told(asked.books, worth, earlier),
    }
    return Preview(facts, stored)


def _shelves(asked: Asked, seen: ReturnCard, findings: list[Finding]) -> dict[int, int]:
    """Available units now of each product where it stands, by line."""
    lines = {line.line_id: line for line in seen.lines}
    places = return_findings.places(asked.books, seen)
    return {
        one.line_id: stock.at(asked.books, lines[one.line_id].sku_id, places[one.line_id]).available
        for one in findings
        if one.line_id in places
    }
