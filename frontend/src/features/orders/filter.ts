/** Which orders a trader looks for, as it is chosen and as the server takes it. Pure. */

import type { OrderFilter } from "@/api/orders";
import type { Order, OrderStatus } from "@/api/types";

export interface Choice {
  symbol: string;
  status: "all" | OrderStatus;
  days: "1" | "7" | "30" | "all";
}

export const EVERYTHING: Choice = { symbol: "", status: "all", days: "all" };

const DAY_MS = 86_400_000;

/** `now`: milliseconds since 1970. */
export function filterOf({ symbol, status, days }: Choice, now: number): OrderFilter {
  const wanted = symbol.trim().toUpperCase();
  return {
    ...(wanted && { symbol: wanted }),
    ...(status !== "all" && { status: [status] }),
    ...(days !== "all" && { from: new Date(now - Number(days) * DAY_MS).toISOString() }),
  };
}

/** What the server would say of an order that came on the socket. */
export function isLike(order: Order, { symbol, status, from }: OrderFilter): boolean {
  return (
    (symbol === undefined || order.symbol === symbol) &&
    (status === undefined || status.includes(order.status)) &&
    (from === undefined || Date.parse(order.submitted_at) >= Date.parse(from))
  );
}

/**
 * The ids of all that are like the filter, newest first: `live` ones as they are now, and older
 * ones that only the server knows.
 */
export function idsLike(
  filter: OrderFilter,
  live: Readonly<Record<string, Order>>,
  older: ReadonlyMap<string, Order>,
): string[] {
  const known = Object.values(live);
  const others = [...older.values()].filter(({ order_id }) => !(order_id in live));
  return [...known, ...others]
    .filter((order) => isLike(order, filter))
    .sort((a, b) => Date.parse(b.submitted_at) - Date.parse(a.submitted_at))
    .map(({ order_id }) => order_id);
}
