/** Files of everything of a kind: made by the book, or here from the server's own figures. */

import { call, client } from "@/api/client";
import { type TripFilter, tripsPage } from "@/api/journal";
import type { EquityCurve, JournalTrip } from "@/api/types";
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

/** Where the book hands out a file of this account. `from`: ISO 8601, or everything. */
export function exportAddress(
  accountId: string,
  what: "orders" | "fills",
  format: "csv" | "xlsx",
  from: string | undefined,
): string {
  const query = new URLSearchParams({ format, ...(from && { from }) });
  return `/api/v1/accounts/${accountId}/exports/${what}?${query}`;
}

export async function tripsCsv(accountId: string, filter: TripFilter): Promise<string> {
  const trips = await allPages(async (cursor) => {
    const page = await tripsPage(accountId, filter, cursor, PAGE_MAX);
    return { rows: page.round_trips, next: page.next };
  });
  return csvOf(TRIP_COLUMNS, trips);
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
