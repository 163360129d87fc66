import createClient from "openapi-fetch";
import { problemFrom, unreachable } from "@/api/problem";
import type { paths } from "@/api/schema";

const ANSWER_TIMEOUT_MS = 10_000;

/** The gateway's REST interface, typed by its OpenAPI document. The session is a cookie. */
export const client = createClient<paths>({
  baseUrl: globalThis.location?.origin,
  credentials: "same-origin",
  fetch: (request) =>
    globalThis.fetch(new Request(request, { signal: AbortSignal.timeout(ANSWER_TIMEOUT_MS) })),
});

type Answer<T> = Promise<{ data?: T; error?: unknown; response: Response }>;

/** The body of an answer. Throws `Problem`: a refusal, or no answer at all. */
export async function call<T>(request: Answer<T>): Promise<T> {
  const { data, error, response } = await request.catch(() => {
    throw unreachable();
  });
  if (!response.ok) {
    if (response.status === 401) onSignedOut();
    throw problemFrom(response.status, error);
  }
  return data as T;
}

let onSignedOut = (): void => undefined;

/** Registers what happens when any call finds that the session has ended. */
export function whenSignedOut(listener: () => void): void {
  onSignedOut = listener;
}
