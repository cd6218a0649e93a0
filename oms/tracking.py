"""Where a parcel can be followed: the carrier's page for a tracking number."""

from __future__ import annotations

from urllib.parse import quote

from oms.errors import ShopError
from oms.tracking_formats import FORMATS, POST

PAGES = {
    "royal mail": "https://www.royalmail.com/track-your-item#/tracking-results/{}",
    "dpd": "https://track.dpd.co.uk/parcels/{}",
    "evri": "https://www.evri.com/track/parcel/{}",
    "ups": "https://www.ups.com/track?tracknum={}",
    "dhl": "https://www.dhl.com/gb-en/home/tracking.html?tracking-id={}",
    "fedex": "https://www.fedex.com/fedextrack/?trknbr={}",
    "usps": "https://tools.usps.com/go/TrackConfirmAction?tLabels={}",
    "yodel": "https://www.yodel.co.uk/tracking/{}",
    "parcelforce": "https://www.parcelforce.com/track-trace?trackNumber={}",
}

CARRIERS = ("Royal Mail", "DPD", "Evri", "UPS", "DHL", "FedEx", "Yodel", "Parcelforce")
"""Carriers that a parcel of the shop may have gone with, the most usual first."""
RECOGNISED = frozenset({one.carrier for one in FORMATS} | {POST} | set(CARRIERS))


class UnknownCarrier(ShopError):
    """Words name no carrier that a parcel can be sent with."""

    code = "unknown_carrier"

    def __init__(self, said: str) -> None:
        self.said = said
        super().__init__(
            f"“{said}” is no carrier that I know.", remedy=f"Name one of {', '.join(CARRIERS)}."
        )


def is_carrier(name: str) -> bool:
    """Whether a carrier is one that we name."""
    return name in RECOGNISED


def known_carrier(said: str) -> str | None:
    """A carrier's name as it is written, when it is one we know: "dpd" gives "DPD"."""
    folded = " ".join(said.casefold().split())
    return next((name for name in CARRIERS if name.casefold() == folded), None)


def tracking_url(carrier: str | None, tracking: str | None) -> str:
    """The page of a parcel; empty when the carrier or the number is not known."""
    page = PAGES.get((carrier or "").lower())
    return page.format(quote(tracking, safe="")) if page and tracking else ""
