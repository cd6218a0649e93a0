"""Bugs that are put into the program on purpose, each one line of its code said otherwise.

A bug is where it is (`module:function` or `module:Class.property`), the words it replaces and what
stands there instead. Those of peers name the peer; the defects were read in their code.
"""

from __future__ import annotations

import importlib
import inspect
import sys
import textwrap
from dataclasses import dataclass
from types import ModuleType
from typing import Any

import pytest


@dataclass(frozen=True)
class Bug:
    """One defect, and how to put it in."""

    name: str
    where: str
    was: str
    becomes: str
    among: str = ""
    """Kinds of events it is looked for among, parted by blanks; none: among all."""
    check: str = ""
    """`module:test` that sees it, where no event can: the program guards itself twice."""
    again: str = ""
    """A statement of the module to carry out again, where it keeps what the function gave."""

    def put_in(self, patch: pytest.MonkeyPatch) -> None:
        """Let the program have the bug until the patch is undone.

        Raises:
            AssertionError: the line is not there any more; find where the bug belongs now.
        """
        module_name, _, path = self.where.partition(":")
        module = importlib.import_module(module_name)
        *outer, name = path.split(".")
        owner: Any = getattr(module, outer[0]) if outer else module
        found = inspect.getattr_static(owner, name)
        source = textwrap.dedent(inspect.getsource(_function(found)))
        assert self.was in source, f"{self.where} does not say `{self.was}` any more"
        made: dict[str, Any] = {}
        changed = source.replace(self.was, self.becomes)
        exec(compile(changed, module_name, "exec"), module.__dict__, made)  # noqa: S102  our own lines
        if outer:
            patch.setattr(owner, name, made[name])
        else:
            _everywhere(patch, found, made[name])
        if self.again:
            target, _, expression = self.again.partition(" = ")
            patch.setattr(module, target, eval(expression, module.__dict__))  # noqa: S307  as above


def _function(found: Any) -> Any:
    return found.fget if isinstance(found, property) else found


def _everywhere(patch: pytest.MonkeyPatch, old: object, new: object) -> None:
    """Replace a function wherever a module of the program has it by name."""
    for name, module in list(sys.modules.items()):
        if not isinstance(module, ModuleType) or name.partition(".")[0] not in {"oms", "tests"}:
            continue
        for key, value in list(vars(module).items()):
            if value is old:
                patch.setattr(module, key, new)


ONLY_THE_LEVEL = (
    "(lambda books, wanted, by: stock._change_levels(books, [wanted])"
    " or __import__('types').SimpleNamespace(id=1))"
)
"""Stands for `stock.move`: goods appear where they are to go, and no movement says so."""

BUGS = (
    Bug(
        "a level changes by other units than its movement says",
        "oms.stock:_change_levels",
        "(one.to, one.units)",
        "(one.to, one.units + 1)",
        among="orders stock",
    ),
    Bug(
        "returnable units forget what came back (Medusa: fulfilled less requested)",
        "oms.tables.orders:OrderLine.returnable",
        "self.shipped - self.returned - self.return_open - gone",
        "self.shipped - self.return_open",
        among="orders returns shipments",
    ),
    Bug(
        "a receipt does not use up what was announced",
        "oms.return_landing:count_back",
        "line.return_open -= units - late",
        "line.return_open -= 0",
        among="orders returns",
    ),
    Bug(
        "a refund forgets earlier ones",
        "oms.tables.orders:OrderLine.refundable",
        "self.cancelled + self.returned + self.returnless - self.refunded_units",
        "self.cancelled + self.returned + self.returnless",
        among="returns money",
    ),
    Bug(
        "a refund counts what is only announced",
        "oms.tables.orders:OrderLine.refundable",
        "self.cancelled + self.returned + self.returnless - self.refunded_units",
        "self.cancelled + self.returned + self.return_open + self.returnless - self.refunded_units",
        among="returns money",
    ),
    Bug(
        "the refundable units add those that came back (Medusa)",
        "oms.tables.orders:OrderLine.refundable",
        "self.cancelled + self.returned + self.returnless - self.refunded_units",
        "self.cancelled + 2 * self.returned + self.returnless - self.refunded_units",
        among="returns money",
    ),
    Bug(
        "each part of a refund is rounded by itself",
        "oms.shares:next_part",
        "up_to(total_minor, units, done + count) - given_minor",
        "up_to(total_minor, units, count)",
        check="tests.oms.test_refund_amounts:test_any_partition_pays_exactly_the_total_on_a_hundred"
        "_thousand_cases",
    ),
    Bug(
        "a count is compared with the book of now",
        "oms.counts:count",
        "variance = counted - (now if base is None else base)",
        "variance = counted - now",
        among="stock",
    ),
    Bug(
        "a fact leaves more promised than is there",
        "oms.reservations:repair",
        "if short > 0 else ()",
        "if short > 99 else ()",
        among="orders stock",
    ),
    Bug(
        "a command that comes twice is done twice",
        "oms.once:once",
        "if not _claim(books, wanted):",
        "if False:",
        among="stock transfers",
    ),
    Bug(
        "letting go of a promise leaves the line's counter",
        "oms.reservations:_take_back",
        "line.reserved -= taken",
        "line.reserved -= 0",
        among="orders stock edits",
    ),
    Bug(
        "goods go to a bucket without a movement",
        "oms.inspections:_put",
        "moved = stock.move(",
        f"moved = {ONLY_THE_LEVEL}(",
        among="returns",
    ),
    Bug(
        "the allocator does not see what is promised (Saleor: ids read once)",
        "oms.routing:free",
        "ask(books, FREE, ids)",
        "ask(books, FREE.with_only_columns(Level.location_id, Level.sku_id, Level.units), ids)",
        among="orders",
    ),
    Bug(
        "an earlier line of the same SKU is not counted (Saleor)",
        "oms.reservations:handed_out",
        "part[line.sku_id] -= units",
        "part[line.sku_id] -= 0",
        among="orders",
    ),
    Bug(
        "a part shipment moves the whole line (Medusa: ordered instead of fulfilled)",
        "oms.shipping:_let_go",
        "units=leaves,",
        "units=line.ordered,",
        among="orders shipments",
    ),
    Bug(
        "a row of the ledger carries the whole line, the balance its share (Vendure)",
        "oms.reservations:promise",
        '"units": units,',
        '"units": line.ordered,',
        among="orders",
    ),
    Bug(
        "each place is asked for the whole demand, not for what is left (Vendure)",
        "oms.allocation:_assign",
        "left = {sku: need - offer.get(sku, 0) for sku, need in left.items()}",
        "left = dict(left)",
        check="tests.oms.test_allocation:test_only_what_the_first_place_leaves_open_comes_from_the"
        "_second",
    ),
    Bug(
        "waiting orders are not given freed stock",
        "oms.fills:ask",
        "for one in set(sku_ids)]",
        "for one in ()]",
        among="orders stock",
    ),
    Bug(
        "two buckets with the same units count once (Saleor: a sum of distinct)",
        "oms.stock:_on_hand",
        "func.sum(Level.units)",
        "func.sum(Level.units.distinct())",
        again="LEVELS_AT = _levels_of().where("
        "Location.id == bindparam('location_id', type_=BigInteger))",
        among="stock returns",
    ),
    Bug(
        "a count changes the level without a movement (Solidus)",
        "oms.counts:_book",
        "moved = stock.move(",
        f"moved = {ONLY_THE_LEVEL}(",
        among="stock",
    ),
    Bug(
        "the refund of goods in exchange is forced to 0 (Solidus)",
        "oms.exchange_arrivals:arrived",
        "return_id=return_id)",
        "return_id=return_id, amount_minor=0)",
        check="tests.machine.checks:goods_in_exchange_are_paid_with_what_came_back",
    ),
    Bug(
        "several rows are locked in no order (Solidus)",
        "oms.shipments:lock_all",
        "in sorted(books.scalars(wanted))]",
        "in reversed(sorted(books.scalars(wanted)))]",
        check="tests.machine.checks:several_orders_are_locked_by_their_ids",
    ),
    Bug(
        "a count is written into the ledger as an absolute quantity (OpenBoxes)",
        "oms.counts:_book",
        "units=abs(units),",
        "units=max(1, abs(after)),",
        among="stock",
    ),
    Bug(
        "more is promised than is there (Oscar: no guard)",
        "oms.routing:free",
        "found[location_id][sku_id] = units",
        "found[location_id][sku_id] = units + 3",
        among="orders",
    ),
    Bug(
        "cancelled units stay promised",
        "oms.cancelling:_take",
        "reservations.release(books, line, units, location_id=location_id)",
        "None",
        among="orders edits",
    ),
    Bug(
        "damaged goods go to what can be sold",
        "oms.return_landing:_place",
        "BUCKETS[judged.disposition] if judged",
        '"sellable" if judged',
        among="returns",
    ),
    Bug(
        "of the parts of a kit all but one are lost (Medusa: a map by line)",
        "oms.kits:_children",
        "enumerate(parts)",
        "enumerate(parts[-1:])",
        among="orders",
    ),
    Bug(
        "more is taken off a promise than was let go (Odoo: hidden by max(0, reserved + x))",
        "oms.promised:less",
        '"less": less}',
        '"less": less + 1}',
        among="orders shipments",
    ),
    Bug(
        "the past is read from the levels of now",
        "oms.stock:as_of",
        "(known <= moment)",
        "(known <= clock.now())",
        among="looks stock",
    ),
    Bug(
        "a return that opens again is not written down",
        "oms.refund_steps:call_off",
        'return_documents.remember(books, opened, "reopened", by=by, reason=why)',
        "pass",
        among="returns money",
    ),
    Bug(
        "the order card takes what left for what arrived",
        "oms.order_states:progress",
        "sum(line.delivered for line in counted)",
        "sum(line.shipped for line in counted)",
        among="looks",
    ),
    Bug(
        "what no place has is left out without a word (Vendure: less than asked)",
        "oms.allocation:choose",
        "short = {sku: left for sku in wanted if (left := wanted[sku] - taken.get(sku, 0))}",
        "short = {}",
        check="tests.machine.checks:what_no_place_has_waits",
    ),
    Bug(
        "goods leave another row than the one they are in (Odoo: a second quant)",
        "oms.stock:_change_levels",
        '"bucket": place.bucket}',
        '"bucket": place.bucket if units > 0 else "held"}',
        among="orders stock",
    ),
    Bug(
        "an import of stock lets go of what is promised (Oscar: allocations reset)",
        "oms.importing_goods:_stock",
        "counts.count(books, Where(sku.id, place.id), told.on_hand, by=into.by, key=key)",
        "books.execute(__import__('sqlalchemy').text('DELETE FROM promises'))",
        check="tests.machine.checks:an_import_of_stock_keeps_what_is_promised",
    ),
    Bug(
        "a number that was overtaken is booked (Tryton: ignoreCompareQuantity)",
        "oms.count_rules:is_stale",
        "return state in {COUNTED, RECOUNT} and position is not None and last_booked > position",
        "return False",
        check="tests.machine.checks:a_number_that_was_overtaken_is_asked_for_again",
    ),
)
