/** Files: made by the server, or here from the server's own figures. */

import { call, client } from "@/api/client";
import type { TripFilter } from "@/api/journal";
import type { EquityCurve } from "@/api/types";
import { csvOf } from "@/kernel/csv";

export type FileFormat = "csv" | "xlsx";

/** What the server hands out of an account; `statements/2026-03` is of a month. */
export type ServerFile =
  | "exports/orders"
  | "exports/fills"
  | "exports/round-trips"
  | `statements/${string}`;

/** Where the file is. Orders and fills know only the times of the filter. */
export function fileAddress(
  accountId: string,
  file: ServerFile,
  format: FileFormat,
  filter: TripFilter = {},
): string {
  const query = new URLSearchParams({ format, ...filter });
  return `/api/v1/accounts/${accountId}/${file}?${query}`;
}

export async function equityCsv(accountId: string): Promise<string> {
  const params = { path: { account_id: accountId }, query: { period: "ALL" as const } };
  const curve = await call<EquityCurve>(
    client.GET("/api/v1/accounts/{account_id}/equity", { params }),
  );
  return csvOf(["at", "equity", "cash", "complete", "is_close"], curve.points);
}
