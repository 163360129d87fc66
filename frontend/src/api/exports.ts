/** Files that the server makes. */

import type { TripFilter } from "@/api/journal";

export type FileFormat = "csv" | "xlsx";

/** What the server hands out of an account; `statements/2026-03` is of a month. */
export type ServerFile =
  | "exports/orders"
  | "exports/fills"
  | "exports/round-trips"
  | "exports/equity"
  | `statements/${string}`;

/** Where the file is. Round trips know all of the filter, the others its times. */
export function fileAddress(
  accountId: string,
  file: ServerFile,
  format: FileFormat,
  filter: TripFilter = {},
): string {
  const query = new URLSearchParams({ format, ...filter });
  return `/api/v1/accounts/${accountId}/${file}?${query}`;
}
