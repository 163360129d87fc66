import { queryOptions } from "@tanstack/react-query";
import { call, client } from "@/api/client";
import type {
  NewAccount,
  PaperAccount,
  PaperAccountSettings,
  PortfolioSnapshot,
} from "@/api/types";

export const accountsQuery = queryOptions({
  queryKey: ["accounts"],
  queryFn: async (): Promise<PaperAccount[]> => {
    const answer = await call<{ accounts: PaperAccount[] }>(client.GET("/api/v1/accounts"));
    return answer.accounts;
  },
  staleTime: 0,
});

/** What an account is worth now. For the account on the screen the socket says it sooner. */
export function worthQuery(accountId: string) {
  return queryOptions({
    queryKey: ["worth", accountId],
    queryFn: () =>
      call<PortfolioSnapshot>(
        client.GET("/api/v1/accounts/{account_id}/snapshot", {
          params: { path: { account_id: accountId } },
        }),
      ),
    refetchInterval: 5_000,
  });
}

export function openAccount(body: NewAccount): Promise<PaperAccount> {
  return call<PaperAccount>(client.POST("/api/v1/accounts", { body }));
}

export function changeAccount(id: string, body: PaperAccountSettings): Promise<PaperAccount> {
  return call<PaperAccount>(client.PATCH("/api/v1/accounts/{account_id}", { ...at(id), body }));
}

/** `intent` makes the request safe to repeat. */
export function resetAccount(
  id: string,
  intent: string,
  startingBalance: string | null,
): Promise<PaperAccount> {
  const body = { client_reset_id: intent, starting_balance: startingBalance };
  return call<PaperAccount>(
    client.POST("/api/v1/accounts/{account_id}/reset", { ...at(id), body }),
  );
}

export function cloneAccount(id: string, intent: string, name: string): Promise<PaperAccount> {
  const body = { client_account_id: intent, name };
  return call<PaperAccount>(
    client.POST("/api/v1/accounts/{account_id}/clone", { ...at(id), body }),
  );
}

export function closeAccount(id: string): Promise<PaperAccount> {
  return call<PaperAccount>(client.POST("/api/v1/accounts/{account_id}/close", at(id)));
}

function at(id: string) {
  return { params: { path: { account_id: id } } };
}
