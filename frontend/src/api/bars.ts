import { call, client } from "@/api/client";
import type { Bar, Resolution } from "@/api/types";

/** The newest `limit` bars that began before `before`, oldest first; empty where there are none. */
export async function olderBars(
  symbol: string,
  resolution: Resolution,
  before: string,
  limit: number,
): Promise<readonly Bar[]> {
  const params = { query: { symbol, resolution, to: before, limit } };
  return (await call<{ bars: Bar[] }>(client.GET("/api/v1/bars", { params }))).bars;
}
