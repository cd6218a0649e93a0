"""Who acts, and what their role lets them do."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from oms import clock
from oms.errors import NotAllowed, ShopError, Stranger
from oms.tables.people import Actor, Role, RolePermission

READ = "read"
SHIP = "ship_orders"
RETURNS = "accept_returns"
ADJUST = "adjust_stock"
MANAGE = "manage"

ROLES: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "viewer": ("Viewer", (READ,)),
    "picker": ("Picker", (READ, SHIP, ADJUST)),
    "service": ("Customer service", (READ, SHIP, RETURNS)),
    "manager": ("Manager", (READ, SHIP, RETURNS, ADJUST)),
    "owner": ("Owner", (READ, SHIP, RETURNS, ADJUST, MANAGE)),
    "program": ("The program itself", (READ, SHIP, RETURNS, ADJUST, MANAGE)),
}
ACTIONS = {
    READ: "ask about the shop",
    SHIP: "ship orders",
    RETURNS: "accept returns",
    ADJUST: "change stock",
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
    """Permission -> limit in minor units, or None where there is no limit."""
    source: str

    def may(self, permission: str) -> bool:
        """Whether the role has that permission."""
        return permission in self.permissions

    def through(self, source: str) -> Who:
        """The same person through another door: slack, sheet, cli, job, import or channel."""
        return replace(self, source=source)


class UnknownRole(ShopError):
    """No role has that name."""

    code = "unknown_role"

    def __init__(self, role: str) -> None:
        self.role = role
        known = ", ".join(name for name in ROLES if name != "program")
        super().__init__(f"There is no role “{role}”.", remedy=f"The roles are {known}.")


GRANTED = (
    select(Actor, RolePermission.permission, RolePermission.limit_minor)
    .outerjoin(RolePermission, RolePermission.role == Actor.role)
    .where(Actor.slack_user_id == bindparam("slack_user_id"), Actor.active, Actor.role.is_not(None))
)


def prepare(books: Session) -> None:
    """Make sure that the roles and the program's own actors exist; harmless twice."""
    for code, (name, permissions) in ROLES.items():
        books.merge(Role(code=code, name=name))
        for permission in permissions:
            if books.get(RolePermission, (code, permission)) is None:
                books.add(RolePermission(role=code, permission=permission, limit_minor=None))
    books.flush()
    for kind, name in (("system", SYSTEM), ("sheet", LEDGER)):
        known = select(Actor).where(Actor.kind == kind, Actor.name == name)
        if books.scalars(known).first() is None:
            books.add(_actor(kind, name, role="program"))
    books.flush()


def who(books: Session, slack_user_id: str, source: str = "slack") -> Who:
    """The person with that Slack id.

    Raises:
        Stranger: nobody active has it.
    """
    rows = books.execute(GRANTED, {"slack_user_id": slack_user_id}).all()
    if not rows:
        raise Stranger
    granted = {permission: limit for _, permission, limit in rows if permission}
    return _told(rows[0][0], granted, source)


def system(books: Session, source: str = "job") -> Who:
    """The program itself, acting as a job, an import or a channel."""
    found = books.scalars(select(Actor).where(Actor.kind == "system", Actor.name == SYSTEM)).one()
    return _who(books, found, source)


def ledger(books: Session) -> Who:
    """Whoever typed in the ledger; Google does not say who it was."""
    found = books.scalars(select(Actor).where(Actor.kind == "sheet", Actor.name == LEDGER)).one()
    return _who(books, found, "sheet")


def allow(who: Who, permission: str) -> None:
    """Refuse what the role does not allow.

    Raises:
        NotAllowed: naming the person and the action.
    """
    if not who.may(permission):
        raise NotAllowed(who.name, ACTIONS[permission])


def add(books: Session, *, name: str, slack_user_id: str, role: str) -> Who:
    """Add a member of staff, or change the role and name of one who is there.

    Raises:
        UnknownRole: there is no such role.
    """
    if role not in ROLES or role == "program":
        raise UnknownRole(role)
    found = books.scalars(select(Actor).where(Actor.slack_user_id == slack_user_id)).first()
    if found is None:
        found = _actor("staff", name, role)
        found.slack_user_id = slack_user_id
        books.add(found)
    found.name, found.role, found.active = name, role, True
    books.flush()
    return _who(books, found, "slack")


def staff(books: Session) -> list[Who]:
    """Everybody who has a role, by name."""
    found = books.scalars(select(Actor).where(Actor.kind == "staff").order_by(Actor.name))
    return [_who(books, actor, "slack") for actor in found]


def name_of(books: Session, actor_id: int) -> str:
    """The name of an actor."""
    return books.get_one(Actor, actor_id).name


def _actor(kind: str, name: str, role: str) -> Actor:
    return Actor(kind=kind, name=name, role=role, active=True, created_at=clock.now())


def _who(books: Session, actor: Actor, source: str) -> Who:
    granted = select(RolePermission.permission, RolePermission.limit_minor).where(
        RolePermission.role == actor.role
    )
    rows = books.execute(granted)
    return _told(actor, {row.permission: row.limit_minor for row in rows}, source)


def _told(actor: Actor, permissions: dict[str, int | None], source: str) -> Who:
    return Who(
        id=actor.id,
        kind=actor.kind,
        name=actor.name,
        role=actor.role,
        slack_user_id=actor.slack_user_id,
        permissions=permissions,
        source=source,
    )
