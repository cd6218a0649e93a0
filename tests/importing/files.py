"""Small files as channels write them, for tests of single rows."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from pathlib import Path

INVOICE = ("InvoiceNo", "StockCode", "Description", "Quantity", "InvoiceDate", "UnitPrice",
           "CustomerID", "Country")  # fmt: skip
PLAIN = {"InvoiceNo": "536365", "StockCode": "85123A", "Description": "WHITE HEART HOLDER",
         "Quantity": "6", "InvoiceDate": "2010-12-01 08:26:00", "UnitPrice": "2.55",
         "CustomerID": "17850.0", "Country": "United Kingdom"}  # fmt: skip
SHOPIFY = ("Name", "Email", "Financial Status", "Fulfillment Status", "Currency", "Subtotal",
           "Shipping", "Taxes", "Total", "Created at", "Lineitem quantity", "Lineitem name",
           "Lineitem price", "Lineitem sku", "Lineitem fulfillment status", "Billing Name",
           "Billing City", "Shipping Name", "Shipping City", "Shipping Country", "Notes",
           "Cancelled at", "Id")  # fmt: skip
ORDER = {"Name": "#2001", "Email": "ann@example.com", "Financial Status": "paid",
         "Fulfillment Status": "unfulfilled", "Currency": "GBP", "Subtotal": "17.00",
         "Shipping": "3.50", "Taxes": "0.00", "Total": "20.50",
         "Created at": "2026-11-20 09:15:00 +0000", "Lineitem quantity": "2",
         "Lineitem name": "Blue mug", "Lineitem price": "8.50", "Lineitem sku": "MUG-BLU",
         "Lineitem fulfillment status": "pending", "Billing Name": "Ann Lee",
         "Billing City": "Hull", "Shipping Name": "Ann Lee", "Shipping City": "Hull",
         "Shipping Country": "GB", "Id": "5001"}  # fmt: skip
MORE = {"Name": "#2001", "Email": "ann@example.com", "Lineitem quantity": "1",
        "Lineitem name": "Brass desk lamp", "Lineitem price": "42.00",
        "Lineitem sku": "LAMP-1", "Lineitem fulfillment status": "pending"}  # fmt: skip


def invoices(path: Path, rows: Iterable[Mapping[str, str]]) -> Path:
    """A file like Online Retail's; each row says how it differs from a plain line."""
    return written(path, INVOICE, ({**PLAIN, **row} for row in rows))


def shopify(path: Path, rows: Iterable[Mapping[str, str]]) -> Path:
    """A file like Shopify's export of orders."""
    return written(path, SHOPIFY, rows)


def written(path: Path, heading: Iterable[str], rows: Iterable[Mapping[str, str]]) -> Path:
    """A CSV file."""
    names = list(heading)
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, names, restval="")
        writer.writeheader()
        writer.writerows(rows)
    return path
