import { queryOptions } from "@tanstack/react-query";
import { call, client } from "@/api/client";

/** The symbols a trader follows, in the order of their choice. */
export const watchlistQuery = queryOptions({
  queryKey: ["watchlist"],
  queryFn: async (): Promise<readonly string[]> =>
    (await call<{ symbols: string[] }>(client.GET("/api/v1/watchlist"))).symbols,
  staleTime: Number.POSITIVE_INFINITY,
});

/** Replaces the whole list. */
export async function saveWatchlist(symbols: readonly string[]): Promise<readonly string[]> {
  const body = { symbols: [...symbols] };
  return (await call<{ symbols: string[] }>(client.PUT("/api/v1/watchlist", { body }))).symbols;
}
