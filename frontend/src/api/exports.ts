/** Everything of a kind, page after page, for files. */

import { call, client } from "@/api/client";
import { type TripFilter, tripsPage } from "@/api/journal";
import type { EquityCurve, JournalTrip, Order } from "@/api/types";
import { csvOf } from "@/kernel/csv";

const PAGE_MAX = 500;

const TRIP_COLUMNS = [
  "round_trip_id",
  "symbol",
  "side",
  "quantity",
  "entry_price",
  "exit_price",
  "realized_pnl",
  "fees",
  "dividends",
  "net_pnl",
  "mae",
  "mfe",
  "verdict",
  "opened_at",
  "closed_at",
  "holding_seconds",
  "tags",
  "note",
] as const satisfies readonly (keyof JournalTrip)[];

const ORDER_COLUMNS = [
  "order_id",
  "client_order_id",
  "symbol",
  "side",
  "type",
  "time_in_force",
  "quantity",
  "limit_price",
  "stop_price",
  "status",
  "filled_quantity",
  "average_price",
  "reason",
  "submitted_at",
  "updated_at",
] as const satisfies readonly (keyof Order)[];

export async function tripsCsv(accountId: string, filter: TripFilter): Promise<string> {
  const trips = await allPages(async (cursor) => {
    const page = await tripsPage(accountId, filter, cursor, PAGE_MAX);
    return { rows: page.round_trips, next: page.next };
  });
  return csvOf(TRIP_COLUMNS, trips);
}

export async function ordersCsv(accountId: string): Promise<string> {
  const orders = await allPages(async (cursor) => {
    const query = { account_id: accountId, limit: PAGE_MAX, ...(cursor !== null && { cursor }) };
    const page = await call<{ orders: Order[]; next: string | null }>(
      client.GET("/api/v1/orders", { params: { query } }),
    );
    return { rows: page.orders, next: page.next };
  });
  return csvOf(ORDER_COLUMNS, orders);
}

export async function equityCsv(accountId: string): Promise<string> {
  const params = { path: { account_id: accountId }, query: { period: "ALL" as const } };
  const curve = await call<EquityCurve>(
    client.GET("/api/v1/accounts/{account_id}/equity", { params }),
  );
  return csvOf(["at", "equity", "cash", "complete", "is_close"], curve.points);
}

interface Page<T> {
  rows: T[];
  next: string | null;
}

async function allPages<T>(ask: (cursor: string | null) => Promise<Page<T>>): Promise<T[]> {
  const rows: T[] = [];
  let cursor: string | null = null;
  do {
    const page: Page<T> = await ask(cursor);
    rows.push(...page.rows);
    cursor = page.next;
  } while (cursor !== null);
  return rows;
}
