"""What went wrong, in words that the person asking can act on; imports nothing."""

from __future__ import annotations

from typing import ClassVar


class ShopError(Exception):
    """Something the person asking can understand and act on.

    `message` says what is so, with the figures; `remedy` says what to do next, where possible as
    a sentence that can be sent back. `code` never changes: templates/errors/<code>.j2,
    docs/errors.md and the tests go by it. A fault of the program is never a ShopError.
    """

    code: ClassVar[str] = "shop_error"

    def __init__(self, message: str, *, remedy: str) -> None:
        super().__init__(message)
        self.message = message
        self.remedy = remedy

    def __str__(self) -> str:
        return f"{self.message} {self.remedy}"


class UnknownOrder(ShopError):
    """No order has that number, ours or a channel's."""

    code = "unknown_order"

    def __init__(self, number: str, nearest: tuple[str, ...] = ()) -> None:
        self.number, self.nearest = number, nearest
        remedy = (
            f"The nearest {'is' if len(nearest) == 1 else 'are'} {', '.join(nearest)}."
            if nearest
            else "Check the number and ask again."
        )
        super().__init__(f"There is no order {number}.", remedy=remedy)


class AmbiguousOrder(ShopError):
    """A number is both ours and a channel's, or several channels'."""

    code = "ambiguous_order"

    def __init__(self, number: str, candidates: tuple[str, ...]) -> None:
        self.number, self.candidates = number, candidates
        super().__init__(
            f"{number} could be {' or '.join(candidates)}.", remedy="Ask again with one of these."
        )


class UnknownSku(ShopError):
    """No SKU, alias, barcode or title is near what was said."""

    code = "unknown_sku"

    def __init__(self, said: str, nearest: tuple[str, ...] = ()) -> None:
        self.said, self.nearest = said, nearest
        remedy = (
            f"The nearest {'is' if len(nearest) == 1 else 'are'} {', '.join(nearest)}."
            if nearest
            else "Give the SKU, the barcode or a few words of the title."
        )
        super().__init__(f"No product is called “{said}”.", remedy=remedy)


class UnknownLocation(ShopError):
    """No location has that code or name."""

    code = "unknown_location"

    def __init__(self, said: str, known: tuple[str, ...]) -> None:
        self.said, self.known = said, known
        super().__init__(
            f"There is no location called “{said}”.", remedy=f"The shop has {', '.join(known)}."
        )


class BadQuantity(ShopError):
    """A quantity is not a whole number in the range that makes sense here."""

    code = "bad_quantity"

    def __init__(self, said: object) -> None:
        self.said = said
        super().__init__(f"“{said}” is not a quantity.", remedy="Give a whole number of 1 or more.")


class NotEnoughStock(ShopError):
    """A location was asked for more units than it has free."""

    code = "not_enough_stock"

    def __init__(
        self,
        sku: str,
        location: str,
        *,
        wanted: int,
        available: int,
        best: tuple[str, int] | None = None,
    ) -> None:
        self.sku, self.location, self.wanted, self.available = sku, location, wanted, available
        self.best = best
        remedy = (
            f"{best[0]} has {best[1]} available."
            if best and best[1] > 0
            else "Ship what there is, or wait for the next delivery."
        )
        super().__init__(
            f"{location} has {available} {sku} available and {wanted} are needed.", remedy=remedy
        )


class NothingToShip(ShopError):
    """Every line of the order has been shipped or cancelled, or nothing is reserved."""

    code = "nothing_to_ship"

    def __init__(self, number: str, why: str, *, remedy: str) -> None:
        self.number = number
        super().__init__(f"Order {number} has nothing to ship: {why}.", remedy=remedy)


class OrderOnHold(ShopError):
    """A hold stops picking and shipping."""

    code = "order_on_hold"

    def __init__(self, number: str, kind: str, words: str) -> None:
        """`words` say why it is held; a hold that is no person's ends with its cause."""
        self.number, self.kind = number, kind
        remedies = {
            "payment": f"Record what was paid first: `{number} paid 25.50 by bank ref 12`.",
            "stock": f"Ask what it waits for: `why is {number} waiting?`",
            "address": f"Complete its address first: `change address of {number} to …`.",
            "awaiting_return": f"Ask which return it waits for: `where is {number}?`",
        }
        remedy = remedies.get(kind, f"Release the hold first, then ship: `release {number}`.")
        super().__init__(f"Order {number} is on hold: {words}.", remedy=remedy)


class TooManyReturned(ShopError):
    """More units would come back than went out."""

    code = "too_many_returned"

    def __init__(
        self,
        sku: str,
        *,
        number: str,
        wanted: int,
        returnable: int,
        line_id: int | None = None,
    ) -> None:
        """`number` is the order's."""
        self.sku, self.wanted, self.returnable, self.line_id = sku, wanted, returnable, line_id
        if returnable < 1:
            remedy = f"See what went out, and what is coming back: `where is order {number}?`"
            super().__init__(f"No {sku} can come back any more.", remedy=remedy)
            return
        super().__init__(
            f"{returnable} × {sku} can still come back and {wanted} were given.",
            remedy="Give that many or fewer.",
        )


class NotAllowed(ShopError):
    """The person's role does not allow it."""

    code = "not_allowed"

    def __init__(self, name: str, action: str) -> None:
        self.name, self.action = name, action
        super().__init__(
            f"{name} may not {action}.",
            remedy="Ask somebody who may, or an owner to change your role.",
        )


class OverLimit(ShopError):
    """The person may do it, but not for that much money."""

    code = "over_limit"

    def __init__(
        self, name: str, action: str, amount: str, limit: str, *, foreign: bool = False
    ) -> None:
        self.name, self.action, self.amount, self.limit = name, action, amount, limit
        other = " in another currency, for which no limit holds" if foreign else ""
        super().__init__(
            f"{name} may {action} up to {limit}, and this is {amount}{other}.",
            remedy="Ask somebody with a higher limit to do it.",
        )


class TakesTwo(ShopError):
    """The person may ask for it, and a second one has to agree."""

    code = "takes_two"

    def __init__(self, name: str, action: str) -> None:
        self.name, self.action = name, action
        super().__init__(
            f"{name} may {action} only with a second person.",
            remedy="Ask for it; somebody else agrees to it with `approve`.",
        )


class NotHere(ShopError):
    """The person may do it, but not at that place."""

    code = "not_here"

    def __init__(self, name: str, action: str, places: tuple[str, ...]) -> None:
        self.name, self.action, self.places = name, action, places
        where = " and ".join(places) if places else "no place at all"
        super().__init__(
            f"{name} may {action} only at {where}.",
            remedy="Ask somebody there to do it, or an owner to add the place.",
        )


class Stranger(ShopError):
    """Somebody unknown asked; they may read nothing until an owner adds them."""

    code = "stranger"

    def __init__(self) -> None:
        super().__init__(
            "I do not know you yet.", remedy="Ask an owner of the shop to add you with a role."
        )


class KeyReused(ShopError):
    """The same idempotency key came back with other arguments."""

    code = "key_reused"

    def __init__(self, key: str) -> None:
        self.key = key
        super().__init__(
            "This was already done with other values.", remedy="Ask again from the start."
        )


class NoLongerPossible(ShopError):
    """What a button or an undo refers to has changed since."""

    code = "no_longer_possible"

    def __init__(self, message: str, *, remedy: str = "Ask again to see how things stand.") -> None:
        super().__init__(message, remedy=remedy)


class AlreadySo(ShopError):
    """What was to be set is that already."""

    code = "already_so"

    def __init__(self, what: str) -> None:
        super().__init__(f"{what} already.", remedy="Nothing was changed.")


class Busy(ShopError):
    """Others changed the same things at the same moment, again and again."""

    code = "busy"

    def __init__(self) -> None:
        super().__init__(
            "The shop's books are busy just now, so nothing was changed.",
            remedy="Ask again in a moment.",
        )


class DatabaseTooNew(ShopError):
    """The database was written by a newer version of Backroom."""

    code = "database_too_new"

    def __init__(self, found: str) -> None:
        self.found = found
        super().__init__(
            f"The database is at version {found}, which this Backroom does not know.",
            remedy="Install the newer Backroom that wrote it, or point BACKROOM_DATABASE_URL at"
            " another database.",
        )


class DatabaseUnreachable(ShopError):
    """The database cannot be opened."""

    code = "database_unreachable"

    def __init__(self, where: str, why: str) -> None:
        self.where = where
        super().__init__(
            f"The database at {where} cannot be opened: {why}.",
            remedy="Check BACKROOM_DATABASE_URL, and that the folder or server is there.",
        )
