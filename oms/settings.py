"""The shop's own settings: each has a kind, a default and a sentence."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from zoneinfo import ZoneInfo, available_timezones

from sqlalchemy import event, select
from sqlalchemy.orm import Session, SessionTransaction

from oms import clock, history, questions
from oms.actors import MANAGE, Who, allow
from oms.errors import ShopError
from oms.history import About
from oms.tables.settings import Setting


@dataclass(frozen=True)
class Known:
    """A setting there is: its default and what it means."""

    name: str
    default: str
    means: str


KNOWN = {
    known.name: known
    for known in (
        Known("shop_name", "The shop", "Name of the shop, at the top of the digest."),
        Known("zone", "Europe/London", "Time zone in which the shop's days begin and end."),
        Known("currency", "GBP", "Currency of reports, by its ISO 4217 code."),
        Known("digest_channel", "", "Slack channel id that gets the digest; empty: no digest."),
        Known("digest_time", "07:30", "Local time of the digest, as HH:MM."),
        Known("notice_channel", "", "Slack channel id that gets notices of the ledger and stock."),
        Known(
            "pick_channel",
            "",
            "Slack channel id that is told of new orders to pick, for locations without their own.",
        ),
        Known(
            "ledger_problem_limit",
            "50",
            "A change typed in the ledger of more units is not booked.",
        ),
        Known(
            "return_expires_days", "30", "Days after which a return expires of which nothing came."
        ),
        Known("names_on_cards", "full", "Customer names on order cards: full or initials."),
        Known(
            "tax_percent", "0", "Tax on orders whose channel states none, in percent; 0: not told."
        ),
        Known("starve_days", "3", "Days for which stock is kept for an order that ships complete."),
        Known(
            "refund_order",
            "gift_card, store_credit, other, cash",
            "Through which payments money goes back first; other: all that are not named, oldest"
            " first.",
        ),
        Known(
            "standard_postage",
            "",
            "What the plain service costs, such as 3.95: a withdrawal gets that much of a dearer"
            " one back; empty: all of it.",
        ),
        Known(
            "exchange_ships",
            "after_return",
            "When the other goods of an exchange may leave: after_return or at_once.",
        ),
        Known(
            "exchange_never",
            "cancel",
            "When the goods of an exchange never come: cancel the other goods, or charge for them.",
        ),
    )
}


CHOICES = {
    "names_on_cards": ("full", "initials"),
    "exchange_ships": ("after_return", "at_once"),
    "exchange_never": ("cancel", "charge"),
}
"""Settings that hold one of a few words."""
CHANNELS = frozenset({"digest_channel", "notice_channel", "pick_channel"})
"""Settings that hold the id of a Slack channel, or nothing."""
CHANNEL_ID = r"(?:T[A-Z0-9]{2,20}/)?[CDG][A-Z0-9]{2,20}"
"""Before it, where there are several, the workspace that it is of."""
EMPTY = CHANNELS | {"standard_postage"}
"""Settings that may be empty."""
SHAPES = {
    "shop_name": (r".*\S.*", "a name"),
    "currency": (r"[A-Z]{3}", "three capital letters such as GBP"),
    "tax_percent": (r"[0-9]{1,2}(\.[0-9]{1,2})?", "a rate such as 20 or 17.5"),
    "refund_order": (r"[a-z_]+(, ?[a-z_]+)*", "ways of paying such as gift_card, other, cash"),
    "standard_postage": (r"([0-9]{1,4}(\.[0-9]{1,3})?)?", "an amount such as 3.95, or nothing"),
}
"""Setting -> the shape of its value, and in words."""
KEPT = "backroom settings"
CHANGED = "setting changed"
PUT = select(Setting.name, Setting.value)
WHOLE_NUMBERS = {"ledger_problem_limit", "return_expires_days", "starve_days"}
MOST_DIGITS = 5
"""More is a slip, and more days than there are lead nowhere."""


class UnknownSetting(ShopError):
    """No setting has that name."""

    code = "unknown_setting"

    def __init__(self, name: str) -> None:
        self.name = name
        super().__init__(
            f"There is no setting {name}.", remedy=f"The settings are {', '.join(sorted(KNOWN))}."
        )


class BadSetting(ShopError):
    """A value does not fit its setting."""

    code = "bad_setting"

    def __init__(self, name: str, value: str, wanted: str) -> None:
        self.name, self.value = name, value
        super().__init__(f"{name} cannot be “{value[:40]}”.", remedy=f"Give {wanted}.")


def value(books: Session, name: str) -> str:
    """The value of a setting, or its default.

    Raises:
        UnknownSetting: no such setting.
    """
    if name not in KNOWN:
        raise UnknownSetting(name)
    return _kept(books).get(name, KNOWN[name].default)


def put(books: Session, name: str, new: str, *, by: Who | None = None) -> str:
    """Change a setting; gives what it was.

    Args:
        books: open for writing.
        name: one of `KNOWN`.
        new: the value, as text.
        by: who changes it, for the history; None while a shop is being made.

    Raises:
        UnknownSetting: no such setting.
        BadSetting: the value does not fit.
        NotAllowed: `by` does not change settings.
    """
    before = value(books, name)
    if by is None:
        _keep(books, name, new)
    else:
        change(books, name, new, by=by)
    return before


def change(books: Session, name: str, new: str, *, by: Who) -> int:
    """Change a setting; gives the row of the history.

    Raises:
        UnknownSetting, BadSetting, NotAllowed: as `put`.
    """
    before = value(books, name)
    allow(by, MANAGE)
    _keep(books, name, new)
    about = About("setting", None)
    told = {"name": name, "value": before}, {"name": name, "value": new}
    return history.record(books, by=by, what=CHANGED, about=about, before=told[0], after=told[1])


def _keep(books: Session, name: str, new: str) -> None:
    check(name, new)
    books.merge(Setting(name=name, value=new))
    _kept(books)[name] = new


def zone(books: Session) -> str:
    """The shop's time zone."""
    return value(books, "zone")


def today(books: Session) -> dt.date:
    """The date it is in the shop now."""
    return clock.day_of(clock.now(), zone(books))


def today_began(books: Session) -> dt.datetime:
    """The first moment of the day that it is in the shop."""
    return clock.day_bounds(today(books), zone(books))[0]


def digest_time(books: Session) -> dt.time:
    """Local time at which the digest is posted."""
    return dt.time.fromisoformat(value(books, "digest_time"))


def tax_bps(books: Session) -> int:
    """The shop's own rate of tax in 1/10,000."""
    return _bps(value(books, "tax_percent")) or 0


def refund_order(books: Session) -> list[str]:
    """Ways of paying in the order in which money goes back through them."""
    return [method.strip() for method in value(books, "refund_order").split(",")]


def _kept(books: Session) -> dict[str, str]:
    """The settings that were put, read once for each opening of the books."""
    kept: dict[str, str] | None = books.info.get(KEPT)
    if kept is None:
        rows = questions.ask(books, PUT)
        kept = books.info[KEPT] = {row.name: row.value for row in rows}
    return kept


@event.listens_for(Session, "after_soft_rollback")
def _forget_kept(books: Session, _undone: SessionTransaction) -> None:
    """What was put and taken back, in whole or in part, is read anew."""
    books.info.pop(KEPT, None)


def check(name: str, new: str) -> None:
    """Refuse a value that does not fit its setting.

    Raises:
        BadSetting: with what would.
    """
    if name in CHOICES and new not in CHOICES[name]:
        raise BadSetting(name, new, " or ".join(CHOICES[name]))
    if name in WHOLE_NUMBERS and not (new.isdecimal() and len(new) <= MOST_DIGITS):
        raise BadSetting(name, new, "a whole number up to 99,999")
    if name in CHANNELS and new and not re.fullmatch(CHANNEL_ID, new):
        raise BadSetting(
            name, new, "the id of a channel such as C0123ABCD45, as Slack shows it below About"
        )
    if name in SHAPES and not re.fullmatch(SHAPES[name][0], new):
        raise BadSetting(name, new, SHAPES[name][1])
    if name == "zone" and new not in available_timezones():
        raise BadSetting(name, new, "a zone such as Europe/London")
    if name == "digest_time" and not _is_time(new):
        raise BadSetting(name, new, "a time such as 07:30")


def _bps(text: str) -> int | None:
    """A rate in percent as 1/10,000: “17.5” is 1750. None: it is none."""
    match = re.fullmatch(r"(\d{1,2})(?:\.(\d{1,2}))?", text)
    return int(match[1]) * 100 + int((match[2] or "0").ljust(2, "0")) if match else None


def _is_time(text: str) -> bool:
    try:
        return f"{dt.time.fromisoformat(text):%H:%M}" == text
    except ValueError:
        return False


def local(moment: dt.datetime, zone_name: str) -> dt.datetime:
    """An aware moment as the shop's wall clock shows it."""
    return moment.astimezone(ZoneInfo(zone_name))
