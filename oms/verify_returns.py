"""Questions that prove the returns: each answers with what differs (subject, expected, found)."""

from __future__ import annotations

QUESTIONS = {
    "announced for a line": """
        SELECT 'order ' || o.number || ' line ' || ol.line_no,
               CAST(COALESCE(r.units, 0) AS BIGINT), CAST(ol.return_open AS BIGINT)
        FROM order_lines ol
        JOIN orders o ON o.id = ol.order_id
        LEFT JOIN (SELECT rl.order_line_id, SUM(rl.units - rl.received - rl.missing) AS units
                   FROM return_lines rl JOIN returns r ON r.id = rl.return_id
                   WHERE r.state IN ('authorised', 'receiving') AND rl.order_line_id IS NOT NULL
                   GROUP BY rl.order_line_id) r ON r.order_line_id = ol.id
        WHERE ol.return_open <> COALESCE(r.units, 0)
          AND NOT EXISTS (SELECT 1 FROM order_lines c WHERE c.parent_line_id = ol.id)
        ORDER BY 1""",
    # goods of past returns may not have moved here; where any of a return's line did, all did
    "units moved for a return": """
        SELECT 'return ' || r.number, CAST(COALESCE(SUM(x.received), 0) AS BIGINT),
               CAST(SUM(x.moved) AS BIGINT)
        FROM (
            SELECT m.about_id AS return_id, m.line_id AS line, 0 AS received,
                   SUM(CASE WHEN f.kind = 'customer' THEN m.units
                            WHEN t.kind = 'customer' THEN -m.units ELSE 0 END) AS moved
            FROM movements m
            JOIN locations f ON f.id = m.from_location_id
            JOIN locations t ON t.id = m.to_location_id
            WHERE m.about_kind = 'return' AND m.line_id IS NOT NULL
            GROUP BY m.about_id, m.line_id
            UNION ALL
            SELECT rl.return_id, rl.order_line_id, SUM(rl.received), 0
            FROM return_lines rl
            WHERE rl.order_line_id IS NOT NULL AND EXISTS (
                SELECT 1 FROM movements m WHERE m.about_kind = 'return'
                AND m.about_id = rl.return_id AND m.line_id = rl.order_line_id)
            GROUP BY rl.return_id, rl.order_line_id
        ) x
        JOIN returns r ON r.id = x.return_id
        GROUP BY r.number, x.line HAVING SUM(x.received) <> SUM(x.moved)
        ORDER BY 1""",
    "received by its receipts": """
        SELECT 'return ' || r.number || ' line ' || rl.line_no,
               CAST(SUM(CASE WHEN c.undone_at IS NULL THEN c.units ELSE 0 END) AS BIGINT),
               CAST(rl.received AS BIGINT)
        FROM return_receipts c
        JOIN return_lines rl ON rl.id = c.return_line_id JOIN returns r ON r.id = rl.return_id
        GROUP BY r.number, rl.id, rl.line_no, rl.received
        HAVING SUM(CASE WHEN c.undone_at IS NULL THEN c.units ELSE 0 END) <> rl.received
        ORDER BY 1""",
    "inspected": """
        SELECT 'return ' || r.number || ' line ' || rl.line_no,
               CAST(COALESCE(i.units, 0) AS BIGINT), CAST(rl.inspected AS BIGINT)
        FROM return_lines rl
        JOIN returns r ON r.id = rl.return_id
        LEFT JOIN (SELECT return_line_id, SUM(units) AS units FROM inspections
                   WHERE undone_at IS NULL GROUP BY return_line_id) i ON i.return_line_id = rl.id
        WHERE rl.inspected <> COALESCE(i.units, 0)
        ORDER BY 1""",
    # a past return is judged as a whole, by its line, and has neither receipts nor inspections
    "left of a closed return": """
        SELECT 'return ' || r.number || ' line ' || rl.line_no, 0,
               CAST(rl.units - rl.missing - rl.inspected AS BIGINT)
        FROM return_lines rl
        JOIN returns r ON r.id = rl.return_id
        WHERE r.state = 'closed'
          AND (rl.received + rl.missing < rl.units
               OR (rl.inspected < rl.received AND (rl.disposition IS NULL OR EXISTS (
                   SELECT 1 FROM return_receipts c WHERE c.return_line_id = rl.id))))
        ORDER BY 1""",
}
