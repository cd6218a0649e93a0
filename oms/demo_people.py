"""The people and places of the example shop; all invented, the same every time."""

from __future__ import annotations

from zlib import crc32

OWNER, PICKER, SERVICE = "U01OLIVE", "U02SAM", "U03PRIYA"
STAFF = (
    (OWNER, "Olive Marsh", "owner"),
    (PICKER, "Sam Reed", "picker"),
    (SERVICE, "Priya Nair", "service"),
)
PLACES = (("LEEDS", "Leeds", "warehouse"), ("YORK", "York", "warehouse"), ("HULL", "Hull", "store"))
ADDRESSES = {
    "LEEDS": "Unit 4, Canal Wharf\nLeeds\nLS1 4XX",
    "YORK": "2 Mill Yard\nYork\nYO1 9XX",
    "HULL": "18 Quay Street\nHull\nHU1 2XX",
}
"""As they stand on return slips; no such places."""
CHANNELS = (
    ("wholesale", "Wholesale", "wholesale", 3),
    ("website", "Website", "webshop", 2),
    ("counter", "Shop counter", "pos", 1),
)
SUPPLIERS = (
    ("Harrow Pottery", "orders@harrow.example", 21),
    ("Dale Textiles", "sales@dale.example", 14),
    ("Northern Lamp Works", "trade@lamps.example", 28),
    ("Moor Paper Company", "hello@moorpaper.example", 10),
)
# The shop's own new range: (code, title, price in pence, supplier, on hand at Leeds, York, Hull,
# reorder point at Leeds)
RANGE = (
    ("MUG-BLU", "Blue mug", 850, 0, (5, 9, 0), 6),
    ("MUG-RED", "Red mug", 850, 0, (14, 6, 3), 6),
    ("TEAPOT-STN", "Stoneware teapot", 2995, 0, (4, 0, 1), 3),
    ("LAMP-BRS", "Brass desk lamp", 4200, 2, (2, 0, 3), 4),
    ("THROW-GRY", "Grey wool throw", 5450, 1, (6, 2, 0), 4),
    ("CARD-XMAS", "Christmas card set", 599, 3, (0, 40, 12), 20),
)
SURNAMES = (
    "Harker", "Bell", "Okafor", "Lindqvist", "Shah", "Moreau", "Whitaker", "Nowak", "Ferris",
    "Tanaka", "Ashworth", "Costa", "Byrne", "Kaur", "Holt", "Vane", "Ibrahim", "Penrose", "Dyer",
    "Romano", "Sutcliffe", "Varga", "Lowe", "Eriksen", "Pike", "Adeyemi", "Frost", "Keller",
)  # fmt: skip
FIRST_NAMES = (
    "Ann", "Tom", "Priya", "Grace", "Luca", "Maya", "Owen", "Zofia", "Ben", "Aisha", "Carl",
    "Nina", "Hugo", "Ivy", "Jon", "Lena", "Ravi", "Elsie", "Max", "Ruth",
)  # fmt: skip
TRADES = ("Gifts", "& Daughters", "Home", "Trading", "Emporium", "& Co", "Interiors", "Stores")
TOWNS = (
    "Whitby", "Ripon", "Skipton", "Selby", "Malton", "Ilkley", "Otley", "Beverley", "Thirsk",
    "Harrogate", "Halifax", "Wetherby", "Knaresborough", "Pickering", "Hexham", "Kendal",
)  # fmt: skip


def account_name(their_id: str) -> tuple[str, str]:
    """A name and a town for a trade account that the data knows by a number only."""
    seed = crc32(their_id.encode())
    name = f"{SURNAMES[seed % len(SURNAMES)]} {TRADES[seed // 31 % len(TRADES)]}"
    return name, TOWNS[seed // 977 % len(TOWNS)]


def person_name(seed: int) -> tuple[str, str]:
    """A name and a town for the customer of the `seed`-th open order."""
    first, last = FIRST_NAMES[seed * 7 % len(FIRST_NAMES)], SURNAMES[seed * 11 % len(SURNAMES)]
    return f"{first} {last}", TOWNS[seed * 5 % len(TOWNS)]
