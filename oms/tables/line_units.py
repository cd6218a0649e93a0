"""What follows from the counters of an order's line, wherever they are kept."""

from __future__ import annotations

from typing import Protocol


class Counters(Protocol):
    """Units of one line, none below nought."""

    @property
    def ordered(self) -> int:
        """Units that were ordered."""

    @property
    def cancelled(self) -> int:
        """Units that will never go out."""

    @property
    def reserved(self) -> int:
        """Units that are set aside in some location."""

    @property
    def dropship_open(self) -> int:
        """Units that a supplier is to send."""

    @property
    def shipped(self) -> int:
        """Units that went out."""

    @property
    def returned(self) -> int:
        """Units that came back."""

    @property
    def return_open(self) -> int:
        """Units that are awaited back."""

    @property
    def returnless(self) -> int:
        """Units paid back that the customer keeps."""

    @property
    def lost(self) -> int:
        """Units lost in the post."""

    @property
    def open_units(self) -> int:
        """Units still owed."""


class LineUnits:
    """For a class that has these counters."""

    @property
    def open_units(self: Counters) -> int:
        """Units still owed to the customer."""
        return self.ordered - self.cancelled - self.shipped

    @property
    def backordered(self: Counters) -> int:
        """Units owed, reserved nowhere and not coming from a supplier."""
        return self.open_units - self.reserved - self.dropship_open

    @property
    def returnable(self: Counters) -> int:
        """Units that went out and may still come back; of those paid back, lost ones are first."""
        gone = max(self.returnless, self.lost)
        return self.shipped - self.returned - self.return_open - gone

    @property
    def keepable(self: Counters) -> int:
        """Units that may be paid back without a return: the customer keeps them, or nobody does."""
        return self.shipped - self.returned - self.return_open - self.returnless
