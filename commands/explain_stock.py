"""Why a number of stock is what it is.

Said: why 7 blue mugs in Leeds? · explain MUG-BLU Leeds · why are there only 2 lamps in Leeds?
"""

from __future__ import annotations

from commands.kit import Asked, MissingWord, Reply, Slot, command
from commands.slots import COUNTED, LOCATION, SKU, units_or_none
from oms import kits, set_aside, stock_explain
from oms.actors import READ
from oms.records import Location, Sku


def _stands(_asked: Asked, said: str) -> int:
    """A level may be below zero: “-9”, “minus 9”, “−9”."""
    bare = said.lower().removeprefix("minus").lstrip("-− ")
    return units_or_none(bare) * (1 if bare == said.lower() else -1)


STANDS = Slot("counted", rf"(?:[-−]|minus )\d[\d,]*|{COUNTED.pattern}", _stands, "7")


@command(
    phrases=[
        "why [are there|do we have] [only|just] {counted} {sku} [left] (in|at) {location}",
        "why [are there|do we have] [only|just] {counted} {sku} [left]",
        "why [are there|do we have|have we got] [so few|so many] {sku} [left] (in|at) {location}",
        "explain [the] [stock|level|number] [of] {sku} (in|at) {location}",
        "explain [the] [stock|level|number] [of] {sku} {location}",
        "explain [the] [stock|level|number] [of] {sku}",
        "(how come|how is it that) there are [only|just] {counted} {sku} [left] (in|at) {location}",
        "why (does|has) {location} [only|just] (have|got) [only|just] {counted} {sku} [left]",
        "[show] [me] [the] (movements|history) of {sku} (in|at) {location}",
        "[show] [me] [the] movements of {sku}",
        "what are the {sku} in {location} reserved for",
        "what are the {sku} reserved for",
        "who are the reserved {sku} for",
        "where did [all] [the] {sku} go",
        "where (do|does) the {counted} {sku} in {location} come from",
        "what happened to [the] {sku} (in|at) {location}",
    ],
    slots=[STANDS, SKU, LOCATION],
    may=READ,
)
def explain_stock(
    asked: Asked, sku: Sku, location: Location | None = None, counted: int | None = None
) -> Reply:
    """Say why there are as many of a product as there are: what came, what left, who waits."""
    if location is None:
        raise MissingWord("location", f"explain {sku.code} in Leeds")
    if sku.kind == kits.KIT:
        return _of_kit(asked, sku, location, counted)
    told = stock_explain.explain(asked.books, sku.id, location.id)
    aside = set_aside.of(asked.books, [sku.id], at=location.id)
    return Reply(
        {
            "kit": False,
            "told": told,
            "aside": aside,
            "asked": counted,
            "buckets": sorted(told.held),
        }
    )


def _of_kit(asked: Asked, sku: Sku, location: Location, counted: int | None) -> Reply:
    """A kit has no stock: there are as many as the part that there is least of makes."""
    parts = kits.parts_at(asked.books, sku.id, location.id)
    return Reply(
        {
            "kit": True,
            "sku": sku.code,
            "title": sku.title,
            "location": location.name,
            "parts": sorted(parts, key=lambda one: one.kits),
            "available": min(one.kits for one in parts),
            "asked": counted,
        }
    )
