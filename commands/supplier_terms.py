"""Say what a supplier asks for a product: its cost, their code, days, the least units.

Said: Harrow asks 12.50 for LAMP-1 · Harrow calls LAMP-1 HL-22 · Harrow delivers LAMP-1 in 5 days
"""

from __future__ import annotations

from typing import Any

from commands.kit import Asked, Facts, MissingWord, Plain, Preview, both_ways, command
from commands.slots import SKU
from commands.slots_money import AMOUNT
from commands.slots_supply import LEAD, LEAST, SUPPLIER, THEIR_CODE
from oms import money_words
from oms import supplier_terms as all_terms
from oms.actors import CATALOGUE
from oms.errors import AlreadySo
from oms.records import Sku, Supplier
from oms.supplier_terms import Terms


def _change(asked: Asked, stored: Plain, key: str, *, now: str, then: str) -> Facts:
    sku = asked.books.get_one(Sku, stored["sku"])
    supplier = asked.books.get_one(Supplier, stored["supplier"])
    after = all_terms.change(
        asked.books, supplier, sku, stored[then], was=stored[now], by=asked.who, key=key
    )
    return _facts(supplier, sku, stored["parts"]) | {"terms": after, "who": asked.who.name}


def _facts(supplier: Supplier, sku: Sku, parts: list[str]) -> dict[str, Any]:
    return {"supplier": supplier.name, "currency": supplier.currency, "sku": sku.code,
            "title": sku.title, "parts": parts}  # fmt: skip


@command(
    phrases=[
        "{supplier} (asks|charges|wants) {amount} (for|for a|for one) {sku}",
        "{sku} costs {amount} (from|at) {supplier}",
        "{supplier} calls {sku} {their_code}",
        "{supplier} delivers {sku} in {lead} (day|days)",
        "{supplier} delivers {least} {sku} or more",
        "{supplier} delivers at least {least} {sku}",
        "[the] minimum of {sku} from {supplier} is {least} [units]",
        "set [the] terms of [a] supplier",
    ],
    slots=[SUPPLIER, SKU, AMOUNT, THEIR_CODE, LEAD, LEAST],
    may=CATALOGUE,
    write=both_ways(_change),
)
def supplier_terms(
    asked: Asked, supplier: Supplier | None = None, sku: Sku | None = None, **said: Any
) -> Preview:
    """Say what a supplier asks for a product, its code and days there, and how many at least."""
    if supplier is None or sku is None or not said:
        raise MissingWord("supplier, product and terms", "Harrow asks 12.50 for LAMP-1")
    wanted = _wanted(supplier, said)
    now = all_terms.of(asked.books, supplier.id, sku.id)
    then = Terms(**{**vars(now), **wanted})
    all_terms.check(then)
    before = {part: getattr(now, part) for part in wanted}
    if wanted == before:
        raise AlreadySo(f"{sku.title} has these terms of {supplier.name}")
    stored = {"supplier": supplier.id, "sku": sku.id, "parts": list(wanted), "before": before,
              "wanted": wanted}  # fmt: skip
    return Preview(_facts(supplier, sku, list(wanted)) | {"now": now, "then": then}, stored)


def _wanted(supplier: Supplier, said: dict[str, Any]) -> dict[str, Any]:
    """Fields of `Terms` -> what was said of them."""
    told: dict[str, Any] = {}
    if "amount" in said:
        told["cost_minor"] = money_words.read(said["amount"], supplier.currency)
    if "their_code" in said:
        told["supplier_code"] = said["their_code"]
    if "lead" in said:
        told["lead_time_days"] = said["lead"]
    if "least" in said:
        told["least_units"] = said["least"]
    return told
