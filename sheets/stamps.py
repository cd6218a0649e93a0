"""What a row shows of when it changed last: the shop's wall clock, Tue 24 Nov 14:00."""

from __future__ import annotations

import datetime as dt
import re
from zoneinfo import ZoneInfo

LIKE = re.compile(r"[A-Z][a-z]{2} \d{1,2} [A-Z][a-z]{2} \d{2}:\d{2}")


def said(moment: dt.datetime, zone: str) -> str:
    """A moment as the shop's wall clock shows it."""
    return f"{moment.astimezone(ZoneInfo(zone)):%a %-d %b %H:%M}"


def is_said(text: str) -> bool:
    """Whether a text may be one of ours."""
    return LIKE.fullmatch(text) is not None
