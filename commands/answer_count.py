"""Say what was counted, the first time or again.

Said: C-3 MUG-BLU 12 · C-3 MUG-BLU 12, MUG-RED 4 · recount C-3 MUG-BLU 11
"""

from __future__ import annotations

from dataclasses import dataclass

from commands.counting import card_of, to_undo, undo
from commands.kit import Asked, Done, Plain, Preview, Reply, Write, command
from commands.slots import COUNTED
from commands.slots_counts import BENCH
from commands.slots_counts import COUNT as COUNT_NUMBER
from commands.slots_goods import GOODS, Goods, UnclearGoods
from oms import count_cards, count_rules, stock_counts
from oms.actors import COUNT
from oms.count_cards import CountCard, CountRow
from oms.errors import NoLongerPossible
from oms.records import StockCount


@dataclass(frozen=True)
class Said:
    """A line and the units that were seen, the bench counted in."""

    row: CountRow
    units: int


def _do(asked: Asked, stored: Plain, key: str) -> Done:
    answers = {int(line_id): int(units) for line_id, units in stored["answers"]}
    done = stock_counts.answer_all(asked.books, answers, by=asked.who, key=key)
    card = card_of(asked, stored["count"])
    rows = [row for row in card.lines if row.line_id in answers]
    facts = {"card": card, "rows": rows, "words": count_rules.WORDS, "who": asked.who.name}
    return Done(facts, to_undo(stored["count"], done))


@command(
    phrases=[
        "[count|recount] {count} {goods}",
        "[count|recount] {count} {goods} {bench}",
        "[count|recount] {count} {counted}",
        "[count|recount] {count} {counted} {bench}",
        "[i|we] counted {goods} for {count}",
    ],
    slots=[COUNT_NUMBER, GOODS, COUNTED, BENCH],
    may=COUNT,
    write=Write(_do, undo),
)
def answer_count(
    asked: Asked,
    count: StockCount,
    goods: Goods | None = None,
    counted: int | None = None,
    bench: str | None = None,
) -> Preview | Reply:
    """Say what you counted; far from the books, somebody else is asked to count again."""
    card = count_cards.card(asked.books, count)
    said = _said(card, goods, counted)
    benched = [one for one in said if one.row.bench]
    facts = {"card": card, "said": said, "benched": benched, "bench": bench or ""}
    if benched and bench is None:
        ids = {"count": count.id, "goods": GOODS.to_id({one.row.sku_id: one.units for one in said})}
        return Reply({**facts, "ids": ids, "token": ""})
    if bench == "without":
        said = [Said(one.row, one.units + one.row.bench) for one in said]
    stored = {"count": count.id, "answers": [[one.row.line_id, one.units] for one in said]}
    return Preview({**facts, "said": said, "ids": {}}, stored)


def _said(card: CountCard, goods: Goods | None, counted: int | None) -> list[Said]:
    """Which lines are meant; a number alone is meant for the one line that waits."""
    rows = {row.sku_id: row for row in card.lines}
    if goods is None:
        if len(card.missing) != 1:
            raise UnclearGoods(card.number, f"{len(card.missing)} products wait for a number.")
        goods = {card.missing[0].sku_id: counted or 0}
    for sku_id in goods:
        if sku_id not in rows:
            raise UnclearGoods(card.number, "it does not ask for that product.")
        if not rows[sku_id].waits_for_number:
            words = count_rules.WORDS[rows[sku_id].state]
            raise NoLongerPossible(f"{rows[sku_id].title} of {card.number} is {words}.")
    return [Said(rows[sku_id], units) for sku_id, units in goods.items()]
