"""Say what a kit is made of.

Said: GIFT-TEA is a kit of 2 MUG-BLU and 1 TEAPOT · GIFT-TEA is no kit
"""

from __future__ import annotations

from commands.kit import Asked, Done, Facts, MissingWord, Plain, Preview, Write, command
from commands.slots import SKU
from commands.slots_goods import GOODS, Goods
from oms import kits
from oms.actors import CATALOGUE
from oms.errors import AlreadySo
from oms.records import Sku


def _do(asked: Asked, stored: Plain, key: str) -> Done:
    sku = asked.books.get_one(Sku, stored["sku"])
    wanted, was = dict(stored["components"]), dict(stored["before"])
    kits.define(asked.books, sku, wanted, was=was, by=asked.who, key=key)
    facts = {"sku": sku.code, "title": sku.title, "parts": kits.contents(asked.books, sku.id),
             "who": asked.who.name}  # fmt: skip
    return Done(facts, stored)


def _undo(asked: Asked, stored: Plain, key: str) -> Facts:
    sku = asked.books.get_one(Sku, stored["sku"])
    wanted, was = dict(stored["before"]), dict(stored["components"])
    kits.define(asked.books, sku, wanted, was=was, by=asked.who, key=key)
    return {"title": sku.title, "parts": kits.contents(asked.books, sku.id), "who": asked.who.name}


@command(
    phrases=[
        "{sku} is a (kit|set|bundle) of {goods}",
        "{sku} (is made of|is made up of|contains|consists of) {goods}",
        "{sku} is (no|not a) (kit|set|bundle) [any more]",
        "(define|make) a (kit|bundle)",
    ],
    slots=[SKU, GOODS],
    may=CATALOGUE,
    write=Write(_do, _undo),
)
def define_kit(asked: Asked, sku: Sku | None = None, goods: Goods | None = None) -> Preview:
    """Say what a kit is made of; from then on its orders take its components from the shelf."""
    if sku is None:
        raise MissingWord("product", "GIFT-TEA is a kit of 2 MUG-BLU and 1 TEAPOT")
    wanted = dict(goods or {})
    kits.check(asked.books, sku, wanted)
    parts = [(asked.books.get_one(Sku, part), units) for part, units in wanted.items()]
    before = kits.contents(asked.books, sku.id)
    if wanted == {one.sku_id: one.units for one in before}:
        raise AlreadySo(f"{sku.title} is {'that kit' if wanted else 'no kit'}")
    facts = {
        "sku": sku.code,
        "title": sku.title,
        "parts": [(one.code, one.title, units) for one, units in parts],
        "before": before,
    }
    stored = {
        "sku": sku.id,
        "components": sorted(wanted.items()),
        "before": sorted((one.sku_id, one.units) for one in before),
    }
    return Preview(facts, stored)
