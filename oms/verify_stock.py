"""What must be true of movements, transfers and counts, each as a question that finds what is not.

Each answers with rows (subject, expected, found) that differ; no row: all is well.
"""

from __future__ import annotations

from collections.abc import Mapping

STOCK: Mapping[str, str] = {
    "made from nothing": """
        SELECT s.code, 0, CAST(SUM(lv.units) AS BIGINT)
        FROM levels lv JOIN skus s ON s.id = lv.sku_id
        GROUP BY s.code HAVING SUM(lv.units) <> 0
        ORDER BY 1""",
    "on the way between places": """
        SELECT s.code, CAST(SUM(x.sent) AS BIGINT), CAST(SUM(x.stored) AS BIGINT)
        FROM (
            SELECT tl.sku_id,
                   tl.units - tl.received - tl.damaged - tl.lost - tl.sent_back AS sent, 0 AS stored
            FROM transfer_lines tl JOIN transfers t ON t.id = tl.transfer_id
            WHERE t.state IN ('dispatched', 'received')
            UNION ALL
            SELECT lv.sku_id, 0, lv.units
            FROM levels lv JOIN locations l ON l.id = lv.location_id WHERE l.kind = 'transit'
        ) x
        JOIN skus s ON s.id = x.sku_id
        GROUP BY s.code HAVING SUM(x.sent) <> SUM(x.stored)
        ORDER BY 1""",
    "units moved for a transfer": """
        SELECT x.name, CAST(x.units AS BIGINT), CAST(COALESCE(m.units, 0) AS BIGINT)
        FROM (
            SELECT tl.id, 'transfer ' || t.number || ' ' || s.code AS name,
                   CASE WHEN t.state IN ('draft', 'cancelled') THEN 0 ELSE
                   tl.units - tl.received - tl.damaged - tl.lost - tl.sent_back END AS units
            FROM transfer_lines tl
            JOIN transfers t ON t.id = tl.transfer_id JOIN skus s ON s.id = tl.sku_id
        ) x
        LEFT JOIN (
            SELECT m.line_id, SUM(CASE WHEN l.kind = 'transit' THEN m.units ELSE -m.units END)
                   AS units
            FROM movements m JOIN locations l ON l.id = m.to_location_id
            WHERE m.about_kind = 'transfer' GROUP BY m.line_id
        ) m ON m.line_id = x.id
        WHERE COALESCE(m.units, 0) <> x.units
        ORDER BY 1""",
    "closed with units on the way": """
        SELECT 'transfer ' || t.number, 0,
               CAST(SUM(tl.units - tl.received - tl.damaged - tl.lost - tl.sent_back) AS BIGINT)
        FROM transfers t JOIN transfer_lines tl ON tl.transfer_id = t.id
        WHERE t.state = 'closed' GROUP BY t.number
        HAVING SUM(tl.units - tl.received - tl.damaged - tl.lost - tl.sent_back) <> 0
        ORDER BY 1""",
    "variance of a count": """
        SELECT x.name, CAST(x.units AS BIGINT), CAST(COALESCE(m.units, 0) AS BIGINT)
        FROM (
            SELECT cl.id, 'count ' || c.number || ' ' || s.code AS name,
                   CASE WHEN cl.state = 'posted'
                   THEN COALESCE(cl.recounted, cl.counted) - cl.book ELSE 0 END AS units
            FROM count_lines cl
            JOIN stock_counts c ON c.id = cl.count_id JOIN skus s ON s.id = cl.sku_id
        ) x
        LEFT JOIN (
            SELECT m.line_id, SUM(CASE WHEN l.kind = 'variance' THEN -m.units ELSE m.units END)
                   AS units
            FROM movements m JOIN locations l ON l.id = m.to_location_id
            WHERE m.about_kind = 'count' GROUP BY m.line_id
        ) m ON m.line_id = x.id
        WHERE COALESCE(m.units, 0) <> x.units
        ORDER BY 1""",
    "left between supplier and customer": """
        SELECT s.code, 0, CAST(lv.units AS BIGINT)
        FROM levels lv JOIN locations l ON l.id = lv.location_id JOIN skus s ON s.id = lv.sku_id
        WHERE l.kind = 'drop' AND lv.units <> 0
        ORDER BY 1""",
    "reversed otherwise than it moved": """
        SELECT 'movement ' || b.id, CAST(m.units AS BIGINT), CAST(b.units AS BIGINT)
        FROM movements b JOIN movements m ON m.id = b.reverses_id
        WHERE b.sku_id <> m.sku_id OR b.units <> m.units
           OR b.from_location_id <> m.to_location_id OR b.from_bucket <> m.to_bucket
           OR b.to_location_id <> m.from_location_id OR b.to_bucket <> m.from_bucket
        ORDER BY 1""",
    "held below zero": """
        SELECT s.code || ' at ' || l.name || ' (' || lv.bucket || ')', 0, CAST(lv.units AS BIGINT)
        FROM levels lv JOIN locations l ON l.id = lv.location_id JOIN skus s ON s.id = lv.sku_id
        WHERE lv.bucket <> 'sellable' AND lv.units < 0
          AND l.kind IN ('warehouse', 'store', '3pl')
        ORDER BY 1""",
}
APPEND_ONLY: Mapping[str, str] = {
    "sqlite": """
        SELECT 'movements', 2, COUNT(*) FROM sqlite_master
        WHERE type = 'trigger' AND tbl_name = 'movements'
          AND name IN ('movements_no_update', 'movements_no_delete')
        HAVING COUNT(*) <> 2""",
    "postgresql": """
        SELECT 'movements', 1, COUNT(*) FROM pg_trigger
        WHERE tgname = 'movements_append_only' AND tgrelid = 'movements'::regclass
          AND tgenabled <> 'D'
        HAVING COUNT(*) <> 1""",
}
"""Whether the database itself still refuses to change a movement, by kind of database."""
NOTED: Mapping[str, str] = {
    "sqlite": """
        SELECT x.name, x.wanted, COUNT(t.name)
        FROM (
            SELECT 'levels' AS name, 4 AS wanted UNION ALL SELECT 'promises', 4
            UNION ALL SELECT 'reorder_rules', 4 UNION ALL SELECT 'skus', 1
            UNION ALL SELECT 'locations', 1
        ) x
        LEFT JOIN sqlite_master t
             ON t.type = 'trigger' AND t.tbl_name = x.name AND t.name LIKE '%_noted_on_%'
        GROUP BY x.name, x.wanted
        HAVING COUNT(t.name) <> x.wanted
        ORDER BY 1""",
    "postgresql": """
        SELECT x.name, 1, 0
        FROM (VALUES ('levels'), ('promises'), ('reorder_rules'), ('skus'), ('locations'))
             AS x (name)
        WHERE NOT EXISTS (
            SELECT 1 FROM pg_trigger
            WHERE tgname = x.name || '_noted' AND tgrelid = x.name::regclass AND tgenabled <> 'D')
        ORDER BY 1""",
}
"""Whether the database itself still notes what the ledger has to look at."""


def questions(dialect: str) -> Mapping[str, str]:
    """All questions about stock, as one kind of database understands them."""
    return {
        **STOCK,
        "guarded against changes": APPEND_ONLY[dialect],
        "noted for the ledger": NOTED[dialect],
    }
