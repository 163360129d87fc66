"""The book proves itself: every rule as one query that returns the rows that break it.

Run in one REPEATABLE READ transaction, so that all rules are checked at the same instant and
traders need not wait.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from services.orders.ports import Violation

ROWS_MAX = 100
"""Rows shown of each rule that is broken; one is enough to know, a hundred to see a pattern."""

RULES: Mapping[str, str] = {
    "cash is the sum of the ledger": """
        SELECT account_id, era, cash, ledger_sum, last_balance
        FROM orders.accounts
        LEFT JOIN (
            SELECT account_id, era, sum(amount) AS ledger_sum
            FROM orders.ledger GROUP BY account_id, era
        ) AS sums USING (account_id, era)
        LEFT JOIN (
            SELECT DISTINCT ON (account_id, era) account_id, era, balance_after AS last_balance
            FROM orders.ledger ORDER BY account_id, era, entry_id DESC
        ) AS newest USING (account_id, era)
        WHERE (cash, cash) IS DISTINCT FROM (ledger_sum, last_balance)
    """,
    "an era starts with its starting balance, once": """
        SELECT account_id, era, starting_balance, openings, opened_with
        FROM orders.eras
        FULL JOIN (
            SELECT account_id, era, count(*) AS openings, sum(amount) AS opened_with
            FROM orders.ledger WHERE kind = 'opening' GROUP BY account_id, era
        ) AS opening USING (account_id, era)
        WHERE openings IS DISTINCT FROM 1 OR opened_with IS DISTINCT FROM starting_balance
    """,
    "an account is in the newest of its eras, which have no gap": """
        SELECT accounts.account_id, era, accounts.starting_balance, newest, count,
               eras.starting_balance AS of_era
        FROM orders.accounts
        LEFT JOIN orders.eras USING (account_id, era)
        LEFT JOIN (
            SELECT account_id, max(era) AS newest, count(*) AS count
            FROM orders.eras GROUP BY account_id
        ) AS counted USING (account_id)
        WHERE (era, era) IS DISTINCT FROM (newest, count)
           OR accounts.starting_balance IS DISTINCT FROM eras.starting_balance
    """,
    "every ledger entry continues the balance before it": """
        SELECT * FROM (
            SELECT entry_id, account_id, era, amount, balance_after,
                   coalesce(lag(balance_after) OVER (
                       PARTITION BY account_id, era ORDER BY entry_id), 0) AS balance_before
            FROM orders.ledger
        ) AS entries
        WHERE balance_before + amount <> balance_after
    """,
    "every execution is in the ledger with what it cost": """
        SELECT execution_id, quantity, price, multiplier, commission, booked
        FROM orders.executions
        LEFT JOIN (
            SELECT execution_id, account_id, era, sum(amount) AS booked
            FROM orders.ledger WHERE execution_id IS NOT NULL
            GROUP BY execution_id, account_id, era
        ) AS entries USING (execution_id, account_id, era)
        WHERE booked IS DISTINCT FROM
            (CASE side WHEN 'BUY' THEN -1 ELSE 1 END) * quantity * price * multiplier - commission
    """,
    "every corporate action is in the ledger with what it moved": """
        SELECT adjustment_id, adjustments.account_id, amount, booked
        FROM orders.adjustments
        LEFT JOIN (
            SELECT adjustment_id, account_id, era, sum(amount) AS booked
            FROM orders.ledger WHERE adjustment_id IS NOT NULL
            GROUP BY adjustment_id, account_id, era
        ) AS entries USING (adjustment_id, account_id, era)
        WHERE booked IS DISTINCT FROM amount
    """,
    "every corporate action was carried out exactly": """
        SELECT adjustment_id, account_id, actions.kind, adjustments.symbol, numerator,
               denominator, price, amount_per_share, quantity_before, quantity_after, multiplier,
               amount
        FROM orders.adjustments
        JOIN orders.corporate_actions AS actions USING (action_id),
        LATERAL (
            SELECT quantity_before * numerator - quantity_after * denominator AS parts_cut
        ) AS cut
        WHERE adjustments.symbol <> actions.symbol OR CASE actions.kind
            WHEN 'dividend' THEN quantity_after <> quantity_before
                OR amount <> quantity_before * amount_per_share * multiplier
            ELSE parts_cut * sign(quantity_before) NOT BETWEEN 0 AND denominator
                OR parts_cut * sign(quantity_before) = denominator
                OR amount <> round(
                    parts_cut * coalesce(price, 0) * multiplier / denominator, 9)
                OR (parts_cut <> 0 AND price IS NULL)
            END
    """,
    "a corporate action meets what was held at that moment": """
        SELECT adjustment_id, account_id, era, symbol, quantity_before, held_before
        FROM orders.adjustments
        LEFT JOIN (
            SELECT adjustment_id, account_id, era, symbol,
                   sum(moved) OVER earlier - moved AS held_before
            FROM orders.movements
            WINDOW earlier AS (PARTITION BY account_id, era, symbol ORDER BY entry_id)
        ) AS moves USING (adjustment_id, account_id, era, symbol)
        WHERE quantity_before IS DISTINCT FROM held_before
    """,
    "reserved cash is the sum of the reservations": """
        SELECT account_id, reserved, reservations_sum
        FROM orders.accounts
        LEFT JOIN (
            SELECT account_id, sum(cash) AS reservations_sum
            FROM orders.reservations GROUP BY account_id
        ) AS sums USING (account_id)
        WHERE reserved <> coalesce(reservations_sum, 0)
    """,
    "every pending order has its reservation, and no other order has one": """
        SELECT order_id, status, side, quantity, notional, filled_quantity, filled_cost,
               reserve_price, closes, reserve_fee, reserve_flat, multiplier, active, reserves,
               cash, shares
        FROM orders.orders
        FULL JOIN orders.reservations USING (order_id),
        LATERAL (SELECT quantity - filled_quantity AS remaining) AS rest,
        LATERAL (
            SELECT CASE
                WHEN group_role IN ('take_profit', 'stop_loss') THEN remaining
                WHEN closes IS NULL THEN CASE side WHEN 'SELL' THEN remaining ELSE 0 END
                ELSE least(greatest(closes - filled_quantity, 0), remaining) END AS closing
        ) AS part
        WHERE (status = 'PENDING' OR cash IS NOT NULL)
          AND (status IS DISTINCT FROM 'PENDING'
            OR cash IS DISTINCT FROM CASE
                WHEN NOT (active AND reserves) THEN 0
                ELSE remaining * reserve_fee
                   + CASE filled_quantity WHEN 0 THEN reserve_flat ELSE 0 END
                   + CASE
                     WHEN notional IS NULL THEN (remaining - closing) * reserve_price * multiplier
                     WHEN side = 'BUY' THEN notional - filled_cost * multiplier
                     ELSE 0 END
                END
            OR shares IS DISTINCT FROM CASE WHEN active AND reserves THEN closing ELSE 0 END
            OR (orders.account_id, orders.symbol)
                IS DISTINCT FROM (reservations.account_id, reservations.symbol))
    """,
    "an exit is active once its entry has filled, and not before": """
        SELECT exits.order_id, exits.group_id, exits.active, entry.filled_quantity
        FROM orders.orders AS exits
        LEFT JOIN orders.orders AS entry ON entry.order_id = exits.parent_order_id
        WHERE exits.status = 'PENDING' AND exits.group_role <> 'entry'
          AND exits.active IS DISTINCT FROM (coalesce(entry.filled_quantity, 1) > 0)
    """,
    "the pending exits of a group exit the same units and set them aside once": """
        SELECT group_id, count(*) AS exits, count(*) FILTER (WHERE reserves) AS set_aside,
               min(quantity - filled_quantity) AS least, max(quantity - filled_quantity) AS most
        FROM orders.orders
        WHERE status = 'PENDING' AND group_role <> 'entry' AND active
        GROUP BY group_id
        HAVING count(*) FILTER (WHERE reserves) <> 1
            OR min(quantity - filled_quantity) <> max(quantity - filled_quantity)
    """,
    "nothing is entered any more once an exit has filled": """
        SELECT entry.order_id, entry.group_id, exits.order_id AS exit_id, exits.filled_quantity
        FROM orders.orders AS entry
        JOIN orders.orders AS exits ON exits.parent_order_id = entry.order_id
        WHERE entry.status = 'PENDING' AND exits.filled_quantity > 0
    """,
    "holdings are the sum of executions and corporate actions": """
        SELECT account_id, symbol, quantity, moved
        FROM orders.holdings
        FULL JOIN (
            SELECT account_id, symbol, sum(moved) AS moved
            FROM orders.movements
            JOIN orders.accounts USING (account_id, era)
            GROUP BY account_id, symbol
        ) AS sums USING (account_id, symbol)
        WHERE coalesce(quantity, 0) <> coalesce(moved, 0)
    """,
    "held shares are the sum of the reservations": """
        SELECT account_id, symbol, held_quantity, reserved_shares
        FROM orders.holdings
        FULL JOIN (
            SELECT account_id, symbol, sum(shares) AS reserved_shares
            FROM orders.reservations GROUP BY account_id, symbol
        ) AS sums USING (account_id, symbol)
        WHERE coalesce(held_quantity, 0) <> coalesce(reserved_shares, 0)
    """,
    "an order is filled by its executions": """
        SELECT order_id, status, filled_quantity, filled_cost, executed, executed_cost
        FROM orders.orders
        LEFT JOIN (
            SELECT order_id, sum(quantity) AS executed, sum(quantity * price) AS executed_cost
            FROM orders.executions GROUP BY order_id
        ) AS sums USING (order_id)
        WHERE (filled_quantity, filled_cost)
            IS DISTINCT FROM (coalesce(executed, 0), coalesce(executed_cost, 0))
    """,
    "every change of an account was announced once, the last with the account as it is": """
        SELECT account_id, version, cash, reserved, told, newest, told_cash, told_reserved
        FROM orders.accounts
        LEFT JOIN (
            SELECT account_id, count(*) AS told, max(told_version) AS newest,
                   max(cash) FILTER (WHERE told_version = last) AS told_cash,
                   max(reserved) FILTER (WHERE told_version = last) AS told_reserved
            FROM (
                SELECT key::uuid AS account_id,
                       (funds ->> 'version')::integer AS told_version,
                       max((funds ->> 'version')::integer) OVER (PARTITION BY key) AS last,
                       (funds ->> 'cash')::numeric AS cash,
                       (funds ->> 'reserved')::numeric AS reserved
                FROM (
                    SELECT key, body FROM bus.log WHERE stream = 'fills.v1'
                    UNION ALL SELECT key, body FROM bus.outbox WHERE stream = 'fills.v1'
                ) AS events,
                LATERAL (
                    SELECT convert_from(body, 'UTF8')::jsonb #> '{data,funds}' AS funds
                ) AS read
            ) AS told GROUP BY account_id
        ) AS announced USING (account_id)
        WHERE (version, version, cash, reserved)
            IS DISTINCT FROM (told, newest, told_cash, told_reserved)
    """,
    "only the era that an account is in has pending orders": """
        SELECT order_id, account_id, orders.era, accounts.era AS era_of_account
        FROM orders.orders JOIN orders.accounts USING (account_id)
        WHERE orders.status = 'PENDING' AND orders.era <> accounts.era
    """,
    "a closed account holds nothing and has nothing pending": """
        SELECT account_id, reserved, symbol, holdings.quantity, order_id
        FROM orders.accounts
        LEFT JOIN orders.holdings USING (account_id)
        LEFT JOIN orders.reservations USING (account_id, symbol)
        WHERE status = 'CLOSED'
          AND (reserved <> 0 OR holdings.quantity <> 0 OR order_id IS NOT NULL)
    """,
    "the log of every shard has no hole": """
        SELECT stream, shard, head.seq AS head, first, last, entries
        FROM bus.head
        FULL JOIN (
            SELECT stream, shard, min(seq) AS first, max(seq) AS last, count(*) AS entries
            FROM bus.log GROUP BY stream, shard
        ) AS logged USING (stream, shard)
        WHERE coalesce(entries, 0) <> coalesce(head.seq, 0)
           OR coalesce(last, 0) <> coalesce(head.seq, 0)
           OR coalesce(first, 1) <> 1
    """,
}


async def audit(connection: AsyncConnection) -> Sequence[Violation]:
    """Every rule that the book breaks now, with rows that show it; empty if it is sound."""
    violations: list[Violation] = []
    for rule, query in RULES.items():
        rows = await connection.execute(text(f"{query} LIMIT {ROWS_MAX}"))
        found = [dict(row) for row in rows.mappings()]
        if found:
            violations.append(Violation(rule, found))
    return violations
