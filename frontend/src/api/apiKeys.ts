import { queryOptions } from "@tanstack/react-query";
import { call, client } from "@/api/client";
import type { ApiKey, ApiKeyScope, NewApiKey } from "@/api/types";

export const apiKeysQuery = queryOptions({
  queryKey: ["api-keys"],
  queryFn: async (): Promise<ApiKey[]> => {
    const answer = await call<{ api_keys: ApiKey[] }>(client.GET("/api/v1/api-keys"));
    return answer.api_keys;
  },
});

/** The answer holds the key itself, which is shown this once and stored nowhere. */
export function makeApiKey(name: string, scopes: ApiKeyScope[]): Promise<NewApiKey> {
  return call<NewApiKey>(client.POST("/api/v1/api-keys", { body: { name, scopes } }));
}

export async function revokeApiKey(id: string): Promise<void> {
  await call<unknown>(
    client.DELETE("/api/v1/api-keys/{key_id}", { params: { path: { key_id: id } } }),
  );
}
