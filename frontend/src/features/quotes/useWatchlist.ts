import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useCallback } from "react";
import { asProblem } from "@/api/problem";
import { saveWatchlist, watchlistQuery } from "@/api/watchlist";
import { notify } from "@/ui/notify";

export interface Watchlist {
  symbols: readonly string[];
  isLoading: boolean;
  error: Error | null;
  /** Shows the new list at once and saves it; what cannot be saved is put back. */
  change: (next: (symbols: readonly string[]) => string[]) => void;
}

const NONE: readonly string[] = [];

export function useWatchlist(): Watchlist {
  const queries = useQueryClient();
  const { data = NONE, isLoading, error } = useQuery(watchlistQuery);

  const change = useCallback(
    (next: (symbols: readonly string[]) => string[]) => {
      const before = queries.getQueryData(watchlistQuery.queryKey);
      const after = next(before ?? NONE);
      queries.setQueryData(watchlistQuery.queryKey, after);
      saveWatchlist(after).catch((failure: unknown) => {
        queries.setQueryData(watchlistQuery.queryKey, before);
        notify("bad", `The watchlist was not saved: ${asProblem(failure).message}`);
      });
    },
    [queries],
  );

  return { symbols: data, isLoading, error, change };
}
