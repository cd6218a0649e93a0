"""What stood in a cell when somebody answered about it: it is accounted for, whatever was answered.

So it counts as what the cell showed, once: where it stands there still the books say what comes in
its place, and anything else was typed since, and is an edit of it.
"""

from __future__ import annotations

from oms import ledger_questions
from oms.ledger_questions import BOOKS, FORMULA, HELD, VALUES
from oms.tables.sheet import LedgerQuestion
from sheets.cells import Cell
from sheets.frame import Frame
from sheets.merge import Base
from sheets.reading import same
from sheets.recalculated import APART, Formula, standing
from sheets.taking import Taking

Answered = dict[str, dict[str, Cell]]
"""Key -> heading -> what the cell counts as having shown."""


def account(taking: Taking, base: Base | None, now: Frame) -> Answered:
    """Use what was answered about the cells of a tab; gives what they count as having shown.

    An answer about a cell that cannot be seen, since its row or its column is away, waits for that.
    Where it is not known what the tab showed, what differs is asked about anew.

    Args:
        taking: with the books open for writing.
        base: what the tab showed.
        now: the tab as read.
    """
    last: dict[tuple[str, str], LedgerQuestion] = {}
    title = now.tab.title
    asked = ledger_questions.unsettled(taking.books, title) if title in taking.asked_of else ()
    for one in asked:
        heading = one.column or ""
        if one.row_key in now.places and heading in now.columns:
            last[one.row_key, heading] = one
            if one.state == "answered":
                ledger_questions.use(one)
    answered: Answered = {}
    for (key, heading), one in last.items():
        if base is not None and _settles(one, base.cell(key, heading), now):
            answered.setdefault(key, {})[heading] = one.facts["typed"]
            if FORMULA in one.facts:
                answered[key][APART + heading] = one.facts[FORMULA]
    return answered


def with_answered(base: Base | None, answered: Answered) -> Base | None:
    """What the tab showed, with what cells count as having shown since somebody answered."""
    if base is None or not answered:
        return base
    new = {key: {**base.patches.get(key, {}), **cells} for key, cells in answered.items()}
    return Base(base.frame, {**base.patches, **new})


def _settles(question: LedgerQuestion, base: Cell, now: Frame) -> bool:
    """Whether a cell waited for the answer to this until now.

    Not where what was typed is refused and another was typed since: nothing but a person changed
    that cell, and nobody is to be asked whether the books shall keep what they had before.
    """
    facts, heading = question.facts, question.column or ""
    if question.state != "answered" or VALUES not in facts:
        return False
    kind, cell = now.tab.column(heading).kind, now.cell(question.row_key, heading)
    if not same(kind, base, facts[VALUES][0]):
        return False
    is_refused = question.kind == HELD and question.answer == BOOKS
    if not is_refused or same(kind, cell, facts["typed"]):
        return True
    formula = Formula.of(facts.get(FORMULA))
    return formula is not None and formula.is_still(standing(now, question.row_key, heading))
