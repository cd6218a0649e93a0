"""The tab Words: what people of the shop say, and what it means."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy.orm import Session

from oms import ledger_edits
from oms import words as own_words
from oms.errors import ShopError
from oms.ledger_edits import Ref
from sheets.tab import Column, Owner, Row, Rows, Tab, fold
from sheets.taking import Left, Taking

TITLE, HEADING = ledger_edits.WORD
SAID = "Words"
TAKEN_OUT = "taken out"


def rows(books: Session, only: Collection[str] | None) -> Rows:
    """A row a word.

    A word that means nothing any more shows nothing, and so does one that nobody taught yet and
    that is asked for: whatever people type beside it is theirs.
    """
    found: dict[str, Row] = {key: {SAID: "", HEADING: ""} for key in only or ()}
    for one in own_words.every(books):
        key, means = fold(one.said), own_words.shown(books, one) or ""
        if only is None or key in only:
            found[key] = {SAID: one.said if means else "", HEADING: means}
    return Rows.of(found)


def ref(_taking: Taking, key: str) -> Ref:
    """The words of a row.

    Raises:
        BadWord: they hold signs that nobody says.
    """
    return {"words": own_words.written(key)}


def leaves(taking: Taking, key: str) -> Left:
    """A word that was taken out means nothing any more."""
    name = taking.key(TITLE, key, HEADING, TAKEN_OUT)
    try:
        done = ledger_edits.put(
            taking.books, ledger_edits.WORD, ref(taking, key), None, by=taking.by, key=name
        )
    except ShopError as refusal:
        return Left(refusal.message.rstrip("."))
    return Left(edit_id=done.edit_id)


def needed(rows: Rows, key: str) -> bool:
    """A row that was taken out stands there again once its words mean something again."""
    return rows.cell(key, HEADING) != ""


TAB = Tab(
    title=TITLE,
    columns=(
        Column(SAID, Owner.PERSON, is_text=True, width=220),
        Column(HEADING, Owner.BOTH, is_text=True, width=320),
    ),
    key=(SAID,),
    rows=rows,
    ref=ref,
    leaves=leaves,
    needed=needed,
    takes_new_rows=True,
)
