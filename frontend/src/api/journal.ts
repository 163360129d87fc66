import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { call, client } from "@/api/client";
import type { Ghost, HistoryLine, JournalTrip, Statistics, Verdict } from "@/api/types";

/** All that is given must hold. The times, ISO 8601, speak of when a round trip ended. */
export interface TripFilter {
  from?: string;
  to?: string;
  symbol?: string;
  side?: "long" | "short";
  tag?: string;
  verdict?: Verdict;
}

export interface TripsPage {
  round_trips: JournalTrip[];
  next: string | null;
}

export interface HistoryPage {
  events: HistoryLine[];
  next: string | null;
}

/** What of the journal is kept under; invalidated whole when a round trip ends or gets a note. */
export const JOURNAL = "journal";

const PAGE = 50;

export function tripsPage(
  accountId: string,
  filter: TripFilter,
  cursor: string | null,
): Promise<TripsPage> {
  const query = { ...filter, limit: PAGE, ...(cursor === null ? {} : { cursor }) };
  return call<TripsPage>(
    client.GET("/api/v1/accounts/{account_id}/round-trips", {
      params: { path: { account_id: accountId }, query },
    }),
  );
}

/** Round trips, newest first, page by page. */
export function tripsQuery(accountId: string, filter: TripFilter) {
  return infiniteQueryOptions({
    queryKey: [JOURNAL, accountId, "trips", filter],
    queryFn: ({ pageParam }) => tripsPage(accountId, filter, pageParam),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.next,
    placeholderData: (previous) => previous,
  });
}

/** Composite figures over the same round trips that the filter lets through. */
export function statisticsQuery(accountId: string, filter: TripFilter) {
  return queryOptions({
    queryKey: [JOURNAL, accountId, "statistics", filter],
    queryFn: () =>
      call<Statistics>(
        client.GET("/api/v1/accounts/{account_id}/statistics", {
          params: { path: { account_id: accountId }, query: filter },
        }),
      ),
    placeholderData: (previous) => previous,
  });
}

/** Writes tags and a note to a round trip. */
export function annotateTrip(
  accountId: string,
  tripId: string,
  body: { tags: string[]; note: string },
): Promise<JournalTrip> {
  const params = { path: { account_id: accountId, round_trip_id: tripId } };
  return call<JournalTrip>(
    client.PATCH("/api/v1/accounts/{account_id}/round-trips/{round_trip_id}", { params, body }),
  );
}

/** Everything that happened to a position, newest first, page by page. */
export function historyQuery(accountId: string, symbol: string) {
  return infiniteQueryOptions({
    queryKey: [JOURNAL, accountId, "history", symbol],
    queryFn: ({ pageParam }) =>
      call<HistoryPage>(
        client.GET("/api/v1/accounts/{account_id}/positions/{symbol}/events", {
          params: {
            path: { account_id: accountId, symbol },
            query: pageParam === null ? {} : { cursor: pageParam },
          },
        }),
      ),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.next,
    enabled: symbol !== "",
  });
}

export interface GhostsPage {
  ghosts: Ghost[];
  next: string | null;
}

/** Orders that ended without a fill or after an edit, and what came of that; newest first. */
export function ghostsQuery(accountId: string) {
  return infiniteQueryOptions({
    queryKey: [JOURNAL, accountId, "ghosts"],
    queryFn: ({ pageParam }) =>
      call<GhostsPage>(
        client.GET("/api/v1/accounts/{account_id}/ghosts", {
          params: {
            path: { account_id: accountId },
            query: pageParam === null ? {} : { cursor: pageParam },
          },
        }),
      ),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.next,
    refetchInterval: 30_000,
  });
}
