"""Proving kits and what suppliers send: each counter computed again from the rows that make it."""

from __future__ import annotations

# Each question answers with rows (subject, expected, found) that differ; no row: all is well.
QUESTIONS = {
    "shipped of a kit": """
        SELECT 'order ' || o.number || ' line ' || kit.line_no, CAST(x.whole AS BIGINT),
               CAST(kit.shipped AS BIGINT)
        FROM (SELECT parent_line_id, MIN(shipped / kit_units) AS whole FROM order_lines
              WHERE parent_line_id IS NOT NULL GROUP BY parent_line_id) x
        JOIN order_lines kit ON kit.id = x.parent_line_id JOIN orders o ON o.id = kit.order_id
        WHERE x.whole <> kit.shipped
        ORDER BY 1""",
    "worth of the parts of a kit": """
        SELECT 'order ' || o.number || ' line ' || kit.line_no,
               CAST(kit.net_minor + kit.tax_minor AS BIGINT), CAST(x.worth AS BIGINT)
        FROM (SELECT parent_line_id, SUM(net_minor + tax_minor) AS worth FROM order_lines
              WHERE parent_line_id IS NOT NULL GROUP BY parent_line_id) x
        JOIN order_lines kit ON kit.id = x.parent_line_id JOIN orders o ON o.id = kit.order_id
        WHERE x.worth <> kit.net_minor + kit.tax_minor
        ORDER BY 1""",
    "coming from a supplier": """
        SELECT 'order ' || o.number || ' line ' || ol.line_no,
               CAST(COALESCE(x.units, 0) AS BIGINT), CAST(ol.dropship_open AS BIGINT)
        FROM order_lines ol
        JOIN orders o ON o.id = ol.order_id
        LEFT JOIN (SELECT pl.order_line_id, SUM(pl.units - pl.received - pl.cancelled) AS units
                   FROM purchase_lines pl JOIN purchase_orders p ON p.id = pl.purchase_order_id
                   WHERE p.kind = 'dropship' GROUP BY pl.order_line_id) x
               ON x.order_line_id = ol.id
        WHERE ol.dropship_open <> COALESCE(x.units, 0)
        ORDER BY 1""",
    "sent by a supplier": """
        SELECT p.number, CAST(SUM(x.received) AS BIGINT), CAST(SUM(x.moved) AS BIGINT)
        FROM (
            SELECT p.number, pl.received, 0 AS moved
            FROM purchase_lines pl JOIN purchase_orders p ON p.id = pl.purchase_order_id
            WHERE p.kind = 'dropship'
            UNION ALL
            SELECT m.note, 0, CASE WHEN EXISTS (SELECT 1 FROM movements r
                                                WHERE r.reverses_id = m.id) THEN 0 ELSE m.units END
            FROM movements m WHERE m.reason = 'dropship_sale'
        ) x
        JOIN purchase_orders p ON p.number = x.number
        GROUP BY p.number HAVING SUM(x.received) <> SUM(x.moved)
        ORDER BY 1""",
}
