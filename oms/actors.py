"""Who acts, through which door, and what they may do: which action, how much money, where."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from oms import questions
from oms.errors import NotAllowed, NotHere, OverLimit, Stranger, TakesTwo
from oms.tables.catalogue import Location
from oms.tables.people import Actor, RolePermission
from oms.tables.settings import Setting
from oms.values import money

READ = "read"
# orders
TAKE = "take_orders"
EDIT = "edit_orders"
CANCEL = "cancel_orders"
HOLD = "hold_orders"
PRICE = "override_prices"
PAY = "record_payments"
REOPEN = "reopen_orders"
NOTE = "write_notes"
MERGE = "merge_customers"
# where goods for an order come from
REROUTE = "reroute_orders"
PRIORITISE = "prioritise_orders"
DROPSHIP = "dropship_orders"
# what leaves
PICK = "pick_orders"
SHIP = "ship_orders"
TRACK = "track_parcels"
# what comes back, and money
RETURNS = "accept_returns"
AUTHORISE = "authorise_returns"
INSPECT = "inspect_returns"
EXCHANGE = "exchange_goods"
PROPOSE = "propose_refunds"
REFUND = "approve_refunds"
PAY_OUT = "record_refunds"
GOODWILL = "give_goodwill"
# stock
ADJUST = "adjust_stock"
WRITE_OFF = "write_off_stock"
COUNT = "count_stock"
APPROVE_COUNTS = "approve_counts"
TRANSFER = "transfer_stock"
RECEIVE = "receive_deliveries"
BUY = "buy_stock"
CATALOGUE = "edit_catalogue"
# the shop
MANAGE = "manage"

ACTIONS: Mapping[str, str] = {
    READ: "ask about the shop",
    TAKE: "take orders",
    EDIT: "change orders",
    CANCEL: "cancel orders",
    HOLD: "hold and release orders",
    PRICE: "change prices on an order",
    PAY: "record payments",
    REOPEN: "reopen orders",
    NOTE: "write notes",
    MERGE: "merge customers",
    REROUTE: "choose where an order ships from",
    PRIORITISE: "put orders first",
    DROPSHIP: "have suppliers ship orders",
    PICK: "pick and pack orders",
    SHIP: "ship orders",
    TRACK: "record what became of parcels",
    RETURNS: "accept returns",
    AUTHORISE: "authorise returns",
    INSPECT: "inspect returns",
    EXCHANGE: "exchange goods",
    PROPOSE: "propose refunds",
    REFUND: "approve refunds",
    PAY_OUT: "record refunds",
    GOODWILL: "give goodwill",
    ADJUST: "change stock",
    WRITE_OFF: "write off stock",
    COUNT: "count stock",
    APPROVE_COUNTS: "approve counts",
    TRANSFER: "transfer stock",
    RECEIVE: "receive deliveries",
    BUY: "buy stock",
    CATALOGUE: "change products, kits and suppliers",
    MANAGE: "change settings and staff",
}
SYSTEM = "Backroom"
LEDGER = "The ledger"


@dataclass(frozen=True)
class Who:
    """Somebody who acts, through which door, and what they may do."""

    id: int
    kind: str
    name: str
    role: str | None
    slack_user_id: str | None
    permissions: Mapping[str, int | None]
    """Permission -> limit in minor units of the shop's currency, or None where there is no limit.

    A limit of 0 lets somebody ask for it, and never do it alone."""
    source: str
    places: Mapping[int, str] | None = None
    """Id -> name of the only locations where they may act; None: all."""
    currency: str = "GBP"
    """The shop's currency, in which limits are."""

    def may(self, permission: str) -> bool:
        """Whether the role has that permission, alone or with a second person."""
        return permission in self.permissions

    def alone(
        self,
        permission: str,
        amount_minor: int | None = None,
        currency: str | None = None,
        *,
        earlier_minor: int = 0,
    ) -> bool:
        """Whether they may do it, for that much money, without a second person.

        Money of another currency than the shop's (None: it is the shop's) is within no limit: what
        it is worth on the day is not known here. What they did of the same alone earlier counts
        along, so that nothing passes a limit in pieces.
        """
        if permission not in self.permissions:
            return False
        limit = self.permissions[permission]
        if limit is None:
            return True
        known = currency in {None, self.currency}
        return known and amount_minor is not None and _sum(amount_minor, earlier_minor) <= limit

    def through(self, source: str) -> Who:
        """The same person through another door.

        Args:
            source: slack, sheet, formula, cli, job, import or channel.
        """
        return replace(self, source=source)


def _sum(amount_minor: int, earlier_minor: int) -> int:
    """What a limit is about; what takes no money is never too much."""
    return amount_minor + (earlier_minor if amount_minor else 0)


CURRENCY = select(Setting.value).where(Setting.name == "currency").scalar_subquery()
SOMEBODY = (Actor.id, Actor.kind, Actor.name, Actor.role, Actor.slack_user_id, Actor.locations)
GRANTED = (
    select(*SOMEBODY, RolePermission.permission, RolePermission.limit_minor, CURRENCY)
    .outerjoin(RolePermission, RolePermission.role == Actor.role)
    .where(Actor.slack_user_id == bindparam("slack_user_id"), Actor.active, Actor.role.is_not(None))
)

OF_ROLE = select(RolePermission.permission, RolePermission.limit_minor, CURRENCY).where(
    RolePermission.role == bindparam("role")
)


def who(books: Session, slack_user_id: str, source: str = "slack") -> Who:
    """The person with that Slack id.

    Raises:
        Stranger: nobody active has it.
    """
    rows = questions.ask(books, GRANTED, {"slack_user_id": slack_user_id}).all()
    if not rows:
        raise Stranger
    found = rows[0]
    return Who(
        id=found.id,
        kind=found.kind,
        name=found.name,
        role=found.role,
        slack_user_id=found.slack_user_id,
        permissions={row.permission: row.limit_minor for row in rows if row.permission},
        source=source,
        places=_places(books, found.locations),
        currency=found[-1] or "GBP",
    )


def system(books: Session, source: str = "job") -> Who:
    """The program itself, acting as a job, an import or a channel."""
    found = books.scalars(select(Actor).where(Actor.kind == "system", Actor.name == SYSTEM)).one()
    return as_who(books, found, source)


def ledger(books: Session) -> Who:
    """Whoever typed in the ledger; Google does not say who it was."""
    found = books.scalars(select(Actor).where(Actor.kind == "sheet", Actor.name == LEDGER)).one()
    return as_who(books, found, "sheet")


def allow(
    who: Who,
    permission: str,
    *,
    amount_minor: int | None = None,
    earlier_minor: int = 0,
    currency: str | None = None,
    location_id: int | None = None,
) -> None:
    """Refuse what the role does not allow, above its limit, or at another place.

    Args:
        who: whoever acts.
        permission: one of `ACTIONS`.
        amount_minor: the money it is about; None where it is about none, or where going above the
            limit asks for a second person (`oms.approvals`).
        earlier_minor: what they did of the same alone today, which counts along.
        currency: of that money; None: the shop's.
        location_id: the place it happens at; None where it happens at none, or at several.

    Raises:
        NotAllowed: naming the person and the action.
        OverLimit: with the amount and the limit.
        NotHere: with the places where they may.
    """
    if not who.may(permission):
        raise NotAllowed(who.name, ACTIONS[permission])
    if amount_minor is not None and not who.alone(
        permission, amount_minor, currency, earlier_minor=earlier_minor
    ):
        limit = who.permissions[permission] or 0
        amount = money(_sum(amount_minor, earlier_minor), currency or who.currency)
        told = f"{amount} with what they did of it alone today" if earlier_minor else amount
        foreign = currency not in {None, who.currency}
        limited = money(limit, who.currency)
        raise OverLimit(who.name, ACTIONS[permission], told, limited, foreign=foreign)
    if location_id is not None and who.places is not None and location_id not in who.places:
        raise NotHere(who.name, ACTIONS[permission], tuple(who.places.values()))


def allow_alone(who: Who, permission: str) -> None:
    """Refuse what the role does not allow without a second person.

    Raises:
        NotAllowed: naming the person and the action.
        TakesTwo: it may be asked for only.
    """
    allow(who, permission)
    if not who.alone(permission):
        raise TakesTwo(who.name, ACTIONS[permission])


def name_of(books: Session, actor_id: int) -> str:
    """The name of an actor."""
    return books.get_one(Actor, actor_id).name


def as_who(books: Session, actor: Actor, source: str) -> Who:
    """An actor with what their role lets them do."""
    rows = questions.ask(books, OF_ROLE, {"role": actor.role}).all()
    return Who(
        id=actor.id,
        kind=actor.kind,
        name=actor.name,
        role=actor.role,
        slack_user_id=actor.slack_user_id,
        permissions={row[0]: row[1] for row in rows},
        source=source,
        places=_places(books, actor.locations),
        currency=(rows[0][2] if rows else None) or "GBP",
    )


def _places(books: Session, codes: list[str] | None) -> dict[int, str] | None:
    if codes is None:
        return None
    wanted = select(Location.id, Location.name).where(Location.code.in_(codes))
    return {row.id: row.name for row in books.execute(wanted.order_by(Location.rank))}
