"""Where a parcel can be followed: the carrier's page for a tracking number."""

from __future__ import annotations

from urllib.parse import quote

PAGES = {
    "royal mail": "https://www.royalmail.com/track-your-item#/tracking-results/{}",
    "dpd": "https://track.dpd.co.uk/parcels/{}",
    "evri": "https://www.evri.com/track/parcel/{}",
    "ups": "https://www.ups.com/track?tracknum={}",
    "dhl": "https://www.dhl.com/gb-en/home/tracking.html?tracking-id={}",
    "fedex": "https://www.fedex.com/fedextrack/?trknbr={}",
    "yodel": "https://www.yodel.co.uk/tracking/{}",
    "parcelforce": "https://www.parcelforce.com/track-trace?trackNumber={}",
}


def known_carrier(said: str) -> str | None:
    """A carrier's name as it is written, when it is one we know: "dpd" gives "DPD"."""
    folded = " ".join(said.lower().split())
    if folded not in PAGES:
        return None
    return folded.title() if len(folded) > 4 or folded == "evri" else folded.upper()


def tracking_url(carrier: str | None, tracking: str | None) -> str:
    """The page of a parcel; empty when the carrier or the number is not known."""
    page = PAGES.get((carrier or "").lower())
    return page.format(quote(tracking, safe="")) if page and tracking else ""
