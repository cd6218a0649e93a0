"""Colours as Google keeps them: eight bits a channel, told as short floats, and as a style too."""

from __future__ import annotations

import struct
from typing import Any

from assistant.playground.sheets_errors import Json

STYLES = {"backgroundColor": "backgroundColorStyle", "foregroundColor": "foregroundColorStyle",
          "tabColor": "tabColorStyle", "color": "colorStyle"}  # fmt: skip


def settled(held: Any) -> Any:
    """JSON in which every colour is as Google gives it back, beside its style."""
    if isinstance(held, list):
        return [settled(one) for one in held]
    if not isinstance(held, dict):
        return held
    found: Json = {}
    for key, one in held.items():
        found[key] = rounded(one) if key in STYLES and _is_color(one) else settled(one)
        if key == "rgbColor" and isinstance(one, dict):
            found[key] = rounded(one)
    for color, style in STYLES.items():
        if style in found and "rgbColor" in found[style]:
            found[color] = found[style]["rgbColor"]
        elif color in found and isinstance(found[color], dict):
            found[style] = {"rgbColor": found[color]}
    return found


def rounded(color: Json) -> Json:
    """A colour of eight bits a channel; a channel of 0 is left out."""
    # reckoned in 32 bits, so that a colour that was read is the same when it is written back
    channels = {name: int(_short(_short(float(part or 0)) * 255)) for name, part in color.items()}
    return {name: single(part / 255) for name, part in channels.items() if part}


def single(number: float) -> float | int:
    """A number as a float of 32 bits is printed: 0.49803922 for 127/255."""
    wanted = struct.pack("f", number)
    for digits in range(1, 10):
        short = float(f"{number:.{digits}g}")
        if struct.pack("f", short) == wanted:
            return int(short) if short.is_integer() else short
    return number


def _short(number: float) -> float:
    found: float = struct.unpack("f", struct.pack("f", number))[0]
    return found


def _is_color(held: Any) -> bool:
    return isinstance(held, dict) and set(held) <= {"red", "green", "blue", "alpha"}
