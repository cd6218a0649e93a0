"""Proving orders: what their cancellations, versions and customers say, computed again."""

from __future__ import annotations

# Each question answers with rows (subject, expected, found) that differ; no row: all is well.
QUESTIONS = {
    "cancelled more than the line says": """
        SELECT 'order ' || o.number || ' line ' || ol.line_no,
               CAST(x.units AS BIGINT), CAST(ol.cancelled AS BIGINT)
        FROM (SELECT order_line_id, SUM(units) AS units FROM cancellation_lines
              GROUP BY order_line_id) x
        JOIN order_lines ol ON ol.id = x.order_line_id JOIN orders o ON o.id = ol.order_id
        WHERE x.units > ol.cancelled
        ORDER BY 1""",
    "state of an order that is over": """
        SELECT 'order ' || o.number, CAST(SUM(ol.shipped) AS BIGINT), CAST(0 AS BIGINT)
        FROM orders o JOIN order_lines ol ON ol.order_id = o.id
        WHERE o.state = 'cancelled'
        GROUP BY o.number HAVING SUM(ol.shipped) > 0
        ORDER BY 1""",
    "versions of an order in a row": """
        SELECT 'order ' || o.number, CAST(COUNT(*) AS BIGINT), CAST(MAX(v.version_no) AS BIGINT)
        FROM order_versions v JOIN orders o ON o.id = v.order_id
        GROUP BY o.number HAVING COUNT(*) <> MAX(v.version_no)
        ORDER BY 1""",
    "orders of a customer who was merged": """
        SELECT 'customer ' || c.id, CAST(0 AS BIGINT), CAST(COUNT(*) AS BIGINT)
        FROM orders o JOIN customers c ON c.id = o.customer_id
        WHERE c.merged_into_id IS NOT NULL
        GROUP BY c.id ORDER BY 1""",
}
