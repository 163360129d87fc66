import { queryOptions } from "@tanstack/react-query";
import { call, client } from "@/api/client";
import type { EquityCurve, Period } from "@/api/types";

/** What the account was worth over a period, oldest first. */
export function equityQuery(accountId: string, period: Period) {
  const params = { path: { account_id: accountId }, query: { period } };
  return queryOptions({
    queryKey: ["equity", accountId, period],
    queryFn: () =>
      call<EquityCurve>(client.GET("/api/v1/accounts/{account_id}/equity", { params })),
    refetchInterval: 5 * 60_000,
  });
}
