"""Proving the money that went back: each counter and each amount computed again from its rows."""

from __future__ import annotations

# Each question answers with rows (subject, expected, found) that differ; no row: all is well.
QUESTIONS = {
    "units refunded of a line": """
        SELECT 'order ' || o.number || ' line ' || ol.line_no,
               CAST(COALESCE(x.units, 0) AS BIGINT), CAST(ol.refunded_units AS BIGINT)
        FROM order_lines ol
        JOIN orders o ON o.id = ol.order_id
        LEFT JOIN (SELECT rl.order_line_id, SUM(rl.units) AS units FROM refund_lines rl
                   JOIN refunds r ON r.id = rl.refund_id WHERE r.state <> 'void'
                   GROUP BY rl.order_line_id) x ON x.order_line_id = ol.id
        WHERE ol.refunded_units <> COALESCE(x.units, 0)
        ORDER BY 1""",
    "goods and tax refunded of a line": """
        SELECT 'order ' || o.number || ' line ' || ol.line_no,
               CAST(COALESCE(x.minor, 0) AS BIGINT),
               CAST(ol.refunded_goods_minor + ol.refunded_tax_minor AS BIGINT)
        FROM order_lines ol
        JOIN orders o ON o.id = ol.order_id
        LEFT JOIN (SELECT rl.order_line_id, SUM(rl.goods_minor + rl.tax_minor) AS minor
                   FROM refund_lines rl JOIN refunds r ON r.id = rl.refund_id
                   WHERE r.state <> 'void'
                   GROUP BY rl.order_line_id) x ON x.order_line_id = ol.id
        WHERE ol.refunded_goods_minor + ol.refunded_tax_minor <> COALESCE(x.minor, 0)
        ORDER BY 1""",
    "goods and tax of a refund": """
        SELECT 'refund ' || r.number, CAST(COALESCE(x.minor, 0) AS BIGINT),
               CAST(r.goods_minor + r.tax_minor AS BIGINT)
        FROM refunds r
        LEFT JOIN (SELECT refund_id, SUM(goods_minor + tax_minor) AS minor FROM refund_lines
                   GROUP BY refund_id) x ON x.refund_id = r.id
        WHERE r.goods_minor + r.tax_minor <> COALESCE(x.minor, 0)
        ORDER BY 1""",
    "payout of a refund": """
        SELECT 'refund ' || r.number, CAST(COALESCE(x.minor, 0) AS BIGINT),
               CAST(r.payout_minor AS BIGINT)
        FROM refunds r
        LEFT JOIN (SELECT refund_id, SUM(amount_minor) AS minor FROM refund_tenders
                   GROUP BY refund_id) x ON x.refund_id = r.id
        WHERE r.state <> 'void' AND r.payout_minor <> COALESCE(x.minor, 0)
        ORDER BY 1""",
    "sent back of what the channel took": """
        SELECT 'order ' || o.number, CAST(COALESCE(x.minor, 0) AS BIGINT),
               CAST(o.sent_back_minor AS BIGINT)
        FROM orders o
        LEFT JOIN (SELECT r.order_id, SUM(t.amount_minor) AS minor FROM refund_tenders t
                   JOIN refunds r ON r.id = t.refund_id
                   WHERE r.state <> 'void' AND t.payment_id IS NULL
                   GROUP BY r.order_id) x ON x.order_id = o.id
        WHERE o.sent_back_minor <> COALESCE(x.minor, 0)
        ORDER BY 1""",
    "sent back of a payment": """
        SELECT p.method || ' ' || p.reference || ' of order ' || o.number,
               CAST(COALESCE(x.minor, 0) AS BIGINT), CAST(p.refunded_minor AS BIGINT)
        FROM payments p
        JOIN orders o ON o.id = p.order_id
        LEFT JOIN (SELECT t.payment_id, SUM(t.amount_minor) AS minor FROM refund_tenders t
                   JOIN refunds r ON r.id = t.refund_id WHERE r.state <> 'void'
                   GROUP BY t.payment_id) x ON x.payment_id = p.id
        WHERE p.refunded_minor <> COALESCE(x.minor, 0)
        ORDER BY 1""",
    "postage sent back beyond what was paid": """
        SELECT 'order ' || o.number, CAST(COALESCE(c.minor, 0) AS BIGINT),
               CAST(x.minor AS BIGINT)
        FROM (SELECT r.order_id, SUM(r.shipping_minor) AS minor FROM refunds r
              WHERE r.state <> 'void'
              GROUP BY r.order_id) x
        JOIN orders o ON o.id = x.order_id
        LEFT JOIN (SELECT order_id, SUM(amount_minor) AS minor FROM charges
                   WHERE kind = 'shipping' GROUP BY order_id) c ON c.order_id = x.order_id
        WHERE x.minor > COALESCE(c.minor, 0)
        ORDER BY 1""",
    "label charged more than once for a return": """
        SELECT 'return ' || rt.number, CAST(1 AS BIGINT), CAST(COUNT(*) AS BIGINT)
        FROM refunds r JOIN returns rt ON rt.id = r.return_id
        WHERE r.state <> 'void' AND r.label_minor > 0
        GROUP BY rt.number HAVING COUNT(*) > 1
        ORDER BY 1""",
    "approved by whoever asked": """
        SELECT 'refund ' || r.number, CAST(0 AS BIGINT), CAST(1 AS BIGINT)
        FROM refunds r
        WHERE r.needs_second AND r.approved_by_id = r.requested_by_id
        ORDER BY 1""",
    "store credit used": """
        SELECT 'credit ' || c.id || ' of customer ' || c.customer_id,
               CAST(COALESCE(x.minor, 0) AS BIGINT), CAST(c.used_minor AS BIGINT)
        FROM store_credits c
        LEFT JOIN (SELECT store_credit_id, SUM(amount_minor) AS minor FROM store_credit_uses
                   GROUP BY store_credit_id) x ON x.store_credit_id = c.id
        WHERE c.used_minor <> COALESCE(x.minor, 0)
        ORDER BY 1""",
    "store credit of a refund": """
        SELECT 'refund ' || r.number, CAST(r.payout_minor AS BIGINT),
               CAST(COALESCE(c.amount_minor, 0) AS BIGINT)
        FROM refunds r LEFT JOIN store_credits c ON c.refund_id = r.id
        WHERE r.as_credit AND r.state = 'settled'
          AND r.payout_minor <> COALESCE(c.amount_minor, 0)
        ORDER BY 1""",
    "paid with store credit": """
        SELECT 'order ' || o.number, CAST(p.amount_minor AS BIGINT),
               CAST(COALESCE(u.minor, 0) + COALESCE(x.minor, 0) AS BIGINT)
        FROM payments p
        JOIN orders o ON o.id = p.order_id
        LEFT JOIN (SELECT payment_id, SUM(amount_minor) AS minor FROM store_credit_uses
                   GROUP BY payment_id) u ON u.payment_id = p.id
        LEFT JOIN (SELECT t.payment_id, SUM(t.amount_minor) AS minor FROM refund_tenders t
                   JOIN refunds r ON r.id = t.refund_id
                   WHERE r.state IN ('sent', 'settled', 'failed') AND NOT r.as_credit
                   GROUP BY t.payment_id) x ON x.payment_id = p.id
        WHERE p.method = 'store_credit' AND p.state = 'captured'
          AND NOT EXISTS (SELECT 1 FROM refunds r
                          WHERE r.order_id = p.order_id AND r.kind = 'exchange')
          AND p.amount_minor <> COALESCE(u.minor, 0) + COALESCE(x.minor, 0)
        ORDER BY 1""",
    # what an exchange keeps of a refund for its other goods is not given back as credit
    "paid with store credit, less what exchanges keep": """
        SELECT 'order ' || o.number, CAST(p.minor AS BIGINT),
               CAST(COALESCE(u.minor, 0) + COALESCE(x.minor, 0) AS BIGINT)
        FROM (SELECT order_id, SUM(amount_minor) AS minor FROM payments
              WHERE method = 'store_credit' AND state = 'captured' GROUP BY order_id) p
        JOIN orders o ON o.id = p.order_id
        LEFT JOIN (SELECT y.order_id, SUM(s.amount_minor) AS minor FROM store_credit_uses s
                   JOIN payments y ON y.id = s.payment_id
                   GROUP BY y.order_id) u ON u.order_id = p.order_id
        LEFT JOIN (SELECT g.order_id,
                          SUM(CASE WHEN g.credit < g.sent THEN g.credit ELSE g.sent END) AS minor
                   FROM (SELECT r.id, r.order_id, SUM(t.amount_minor) AS credit,
                                r.payout_minor - COALESCE(MAX(k.amount_minor), 0) AS sent
                         FROM refunds r
                         JOIN refund_tenders t ON t.refund_id = r.id
                         JOIN payments y ON y.id = t.payment_id AND y.method = 'store_credit'
                         LEFT JOIN payments k ON k.method = 'exchange' AND k.state = 'captured'
                                              AND k.reference = r.number
                         WHERE r.state IN ('sent', 'settled', 'failed') AND NOT r.as_credit
                         GROUP BY r.id, r.order_id, r.payout_minor) g
                   GROUP BY g.order_id) x ON x.order_id = p.order_id
        WHERE p.minor <> COALESCE(u.minor, 0) + COALESCE(x.minor, 0)
        ORDER BY 1""",
    "the two legs of an exchange": """
        SELECT 'order ' || o.number, CAST(p.amount_minor AS BIGINT),
               CAST(COALESCE(r.payout_minor, 0) AS BIGINT)
        FROM payments p
        JOIN orders o ON o.id = p.order_id
        LEFT JOIN refunds r ON r.number = p.reference AND r.kind = 'exchange'
        WHERE p.method = 'exchange' AND p.state = 'captured'
          AND p.amount_minor > COALESCE(r.payout_minor, 0)
        ORDER BY 1""",
}
