import { queryOptions } from "@tanstack/react-query";
import { call, client } from "@/api/client";
import type { Session } from "@/api/types";

export interface Credentials {
  email: string;
  password: string;
}

export interface Registration extends Credentials {
  display_name: string | null;
}

/** Who is logged in, and their accounts. Fails with a `Problem` of status 401 for nobody. */
export const sessionQuery = queryOptions({
  queryKey: ["session"],
  queryFn: () => call<Session>(client.GET("/api/v1/auth/me")),
  staleTime: Number.POSITIVE_INFINITY,
  retry: false,
});

export function login(body: Credentials): Promise<Session> {
  return call<Session>(client.POST("/api/v1/auth/login", { body }));
}

export function register(body: Registration): Promise<Session> {
  return call<Session>(client.POST("/api/v1/auth/register", { body }));
}

export async function logout(): Promise<void> {
  await call<unknown>(client.POST("/api/v1/auth/logout"));
}
