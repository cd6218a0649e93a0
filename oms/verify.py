"""Proving the books: every running figure computed again from the rows that make it."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import text
from sqlalchemy.orm import Session

from oms import verify_money, verify_orders, verify_returns, verify_stock, verify_supply


@dataclass(frozen=True)
class Difference:
    """A stored figure that is not what its rows add up to."""

    kind: str
    subject: str
    expected: int
    found: int


# Each question answers with rows (subject, expected, found) that differ; no row: all is well.
QUESTIONS = {
    "on hand": """
        SELECT s.code || ' at ' || l.name || ' (' || x.bucket || ')',
               CAST(SUM(x.moved) AS BIGINT), CAST(SUM(x.stored) AS BIGINT)
        FROM (
            SELECT sku_id, to_location_id AS location_id, to_bucket AS bucket,
                   units AS moved, 0 AS stored FROM movements
            UNION ALL
            SELECT sku_id, from_location_id, from_bucket, -units, 0 FROM movements
            UNION ALL
            SELECT sku_id, location_id, bucket, 0, units FROM levels
        ) x
        JOIN skus s ON s.id = x.sku_id JOIN locations l ON l.id = x.location_id
        GROUP BY s.code, l.name, x.bucket HAVING SUM(x.moved) <> SUM(x.stored)
        ORDER BY 1""",
    "reserved at a location": """
        SELECT s.code || ' at ' || l.name,
               CAST(SUM(x.promised) AS BIGINT), CAST(SUM(x.stored) AS BIGINT)
        FROM (
            SELECT sku_id, location_id, units AS promised, 0 AS stored
            FROM reservations WHERE state = 'active'
            UNION ALL
            SELECT sku_id, location_id, 0, reserved FROM promises
        ) x
        JOIN skus s ON s.id = x.sku_id JOIN locations l ON l.id = x.location_id
        GROUP BY s.code, l.name HAVING SUM(x.promised) <> SUM(x.stored)
        ORDER BY 1""",
    "reserved for a line": """
        SELECT 'order ' || o.number || ' line ' || ol.line_no,
               CAST(COALESCE(r.units, 0) AS BIGINT), CAST(ol.reserved AS BIGINT)
        FROM order_lines ol
        JOIN orders o ON o.id = ol.order_id
        LEFT JOIN (SELECT order_line_id, SUM(units) AS units FROM reservations
                   WHERE state = 'active' GROUP BY order_line_id) r ON r.order_line_id = ol.id
        WHERE ol.reserved <> COALESCE(r.units, 0)
          AND NOT EXISTS (SELECT 1 FROM order_lines part WHERE part.parent_line_id = ol.id)
        ORDER BY 1""",
    "shipped": """
        SELECT 'order ' || o.number || ' line ' || ol.line_no,
               CAST(x.units AS BIGINT), CAST(ol.shipped AS BIGINT)
        FROM (SELECT sl.order_line_id, SUM(CASE WHEN s.state IN ('undone', 'void', 'planned',
                     'picking', 'packed') THEN 0 ELSE sl.units END) AS units
              FROM shipment_lines sl JOIN shipments s ON s.id = sl.shipment_id
              GROUP BY sl.order_line_id) x
        JOIN order_lines ol ON ol.id = x.order_line_id JOIN orders o ON o.id = ol.order_id
        WHERE x.units <> ol.shipped
        ORDER BY 1""",
    "units moved for a shipment": """
        SELECT 'shipment ' || s.number, CAST(SUM(x.announced) AS BIGINT),
               CAST(SUM(x.moved) AS BIGINT)
        FROM (
            SELECT sl.shipment_id, sl.units AS announced, 0 AS moved
            FROM shipment_lines sl JOIN shipments s ON s.id = sl.shipment_id
            WHERE s.state NOT IN ('undone', 'void', 'planned', 'picking', 'packed')
            UNION ALL
            SELECT m.about_id, 0, CASE WHEN m.reverses_id IS NULL THEN m.units ELSE -m.units END
            FROM movements m LEFT JOIN movements r ON r.id = m.reverses_id
            WHERE m.about_kind = 'shipment'
              AND COALESCE(r.reason, m.reason) IN ('sale', 'dropship_sale', 'pos_sale')
        ) x
        JOIN shipments s ON s.id = x.shipment_id
        GROUP BY s.number HAVING SUM(x.announced) <> SUM(x.moved)
        ORDER BY 1""",
    "units lost in the post": """
        SELECT 'shipment ' || s.number, CAST(SUM(x.announced) AS BIGINT),
               CAST(SUM(x.moved) AS BIGINT)
        FROM (
            SELECT sl.shipment_id, sl.units AS announced, 0 AS moved
            FROM shipment_lines sl JOIN shipments s ON s.id = sl.shipment_id
            WHERE s.state = 'lost'
            UNION ALL
            SELECT m.about_id, 0, CASE WHEN m.reverses_id IS NULL THEN m.units ELSE -m.units END
            FROM movements m LEFT JOIN movements r ON r.id = m.reverses_id
            WHERE m.about_kind = 'shipment' AND COALESCE(r.reason, m.reason) = 'lost_in_post'
        ) x
        JOIN shipments s ON s.id = x.shipment_id
        GROUP BY s.number HAVING SUM(x.announced) <> SUM(x.moved)
        ORDER BY 1""",
    "lost": """
        SELECT 'order ' || o.number || ' line ' || ol.line_no,
               CAST(COALESCE(x.units, 0) AS BIGINT), CAST(ol.lost AS BIGINT)
        FROM order_lines ol JOIN orders o ON o.id = ol.order_id
        LEFT JOIN (SELECT sl.order_line_id, SUM(sl.units) AS units
                   FROM shipment_lines sl JOIN shipments s ON s.id = sl.shipment_id
                   WHERE s.state = 'lost' GROUP BY sl.order_line_id) x
               ON x.order_line_id = ol.id
        WHERE ol.lost <> COALESCE(x.units, 0)
          AND NOT EXISTS (SELECT 1 FROM order_lines part WHERE part.parent_line_id = ol.id)
        ORDER BY 1""",
    "delivered": """
        SELECT 'order ' || o.number || ' line ' || ol.line_no,
               CAST(COALESCE(x.units, 0) AS BIGINT), CAST(ol.delivered AS BIGINT)
        FROM order_lines ol JOIN orders o ON o.id = ol.order_id
        LEFT JOIN (SELECT sl.order_line_id, SUM(sl.units) AS units
                   FROM shipment_lines sl JOIN shipments s ON s.id = sl.shipment_id
                   WHERE s.state = 'delivered' GROUP BY sl.order_line_id) x
               ON x.order_line_id = ol.id
        WHERE ol.delivered <> COALESCE(x.units, 0)
          AND NOT EXISTS (SELECT 1 FROM order_lines part WHERE part.parent_line_id = ol.id)
        ORDER BY 1""",
    "bound to a shipment": """
        SELECT 'shipment ' || s.number, CAST(SUM(x.planned) AS BIGINT),
               CAST(SUM(x.bound) AS BIGINT)
        FROM (
            SELECT sl.shipment_id, sl.order_line_id, sl.units AS planned, 0 AS bound
            FROM shipment_lines sl JOIN shipments s ON s.id = sl.shipment_id
            WHERE s.state IN ('planned', 'picking', 'packed')
            UNION ALL
            SELECT shipment_id, order_line_id, 0, units
            FROM reservations WHERE state = 'active' AND shipment_id IS NOT NULL
        ) x
        JOIN shipments s ON s.id = x.shipment_id
        GROUP BY s.number, x.order_line_id HAVING SUM(x.bound) > SUM(x.planned)
        ORDER BY 1""",
    "bound at another place than its shipment": """
        SELECT 'shipment ' || s.number, 0, CAST(SUM(r.units) AS BIGINT)
        FROM reservations r JOIN shipments s ON s.id = r.shipment_id
        WHERE r.state = 'active' AND r.location_id <> s.location_id
        GROUP BY s.number ORDER BY 1""",
    "returned": """
        SELECT 'order ' || o.number || ' line ' || ol.line_no,
               CAST(COALESCE(r.units, 0) AS BIGINT), CAST(ol.returned AS BIGINT)
        FROM order_lines ol
        JOIN orders o ON o.id = ol.order_id
        LEFT JOIN (SELECT order_line_id, SUM(received) AS units FROM return_lines
                   WHERE order_line_id IS NOT NULL GROUP BY order_line_id) r
               ON r.order_line_id = ol.id
        WHERE ol.returned <> COALESCE(r.units, 0)
          AND NOT EXISTS (SELECT 1 FROM order_lines part WHERE part.parent_line_id = ol.id)
        ORDER BY 1""",
    "total of an order": """
        SELECT 'order ' || o.number, CAST(COALESCE(l.amount, 0) + COALESCE(c.amount, 0) AS BIGINT),
               CAST(o.total_minor AS BIGINT)
        FROM orders o
        LEFT JOIN (SELECT order_id, SUM(amount_minor) AS amount FROM order_lines
                   GROUP BY order_id) l ON l.order_id = o.id
        LEFT JOIN (SELECT order_id, SUM(amount_minor) AS amount FROM charges
                   GROUP BY order_id) c ON c.order_id = o.id
        WHERE o.total_minor <> COALESCE(l.amount, 0) + COALESCE(c.amount, 0)
        ORDER BY 1""",
    "worth of the lines of an order": """
        SELECT 'order ' || o.number,
               CAST(l.amount + COALESCE(c.tax, 0) AS BIGINT), CAST(l.worth AS BIGINT)
        FROM orders o
        JOIN (SELECT order_id, SUM(amount_minor) AS amount,
                     SUM(net_minor + tax_minor + discount_share_minor) AS worth
              FROM order_lines WHERE parent_line_id IS NULL GROUP BY order_id) l
             ON l.order_id = o.id
        LEFT JOIN (SELECT order_id, SUM(amount_minor) AS tax FROM charges
                   WHERE kind = 'tax' GROUP BY order_id) c ON c.order_id = o.id
        WHERE l.worth <> l.amount + COALESCE(c.tax, 0)
        ORDER BY 1""",
    "shares of a discount": """
        SELECT 'order ' || o.number, CAST(c.discount AS BIGINT), CAST(l.shares AS BIGINT)
        FROM orders o
        JOIN (SELECT order_id, SUM(amount_minor) AS amount, SUM(discount_share_minor) AS shares
              FROM order_lines GROUP BY order_id) l ON l.order_id = o.id
        JOIN (SELECT order_id, -SUM(amount_minor) AS discount FROM charges
              WHERE kind = 'discount' GROUP BY order_id) c ON c.order_id = o.id
        WHERE c.discount > 0 AND c.discount <= l.amount AND c.discount <> l.shares
        ORDER BY 1""",
    "below zero without an exception": """
        SELECT s.code || ' at ' || l.name, 0, CAST(lv.units AS BIGINT)
        FROM levels lv
        JOIN skus s ON s.id = lv.sku_id JOIN locations l ON l.id = lv.location_id
        WHERE lv.units < 0 AND l.kind IN ('warehouse', 'store', '3pl')
          AND NOT EXISTS (SELECT 1 FROM exception_cases e WHERE e.kind = 'negative'
                          AND e.state = 'open' AND e.subject = s.code || ' at ' || l.name)
        ORDER BY 1""",
    "open though nothing is owed": """
        SELECT 'order ' || o.number, 0, 1 FROM orders o
        WHERE o.state = 'open' AND NOT EXISTS (
            SELECT 1 FROM order_lines ol WHERE ol.order_id = o.id
            AND ol.ordered - ol.cancelled - ol.shipped > 0)
        ORDER BY 1""",
    **verify_returns.QUESTIONS,
}


def differences(books: Session) -> list[Difference]:
    """Every stored figure that differs from what its rows add up to; empty when all is well."""
    questions = {
        **QUESTIONS,
        **verify_money.QUESTIONS,
        **verify_orders.QUESTIONS,
        **verify_supply.QUESTIONS,
        **verify_stock.questions(books.get_bind().dialect.name),
    }
    return [
        Difference(kind, subject, int(expected), int(found))
        for kind, question in questions.items()
        for subject, expected, found in books.execute(text(question))
    ]
