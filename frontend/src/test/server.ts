import { HttpResponse, http } from "msw";
import { setupServer } from "msw/node";
import { aPreview } from "@/test/fixtures";

/** Answers like a gateway that knows nothing; a test adds what its story needs. */
export const server = setupServer(
  http.get("*/api/v1/auth/me", () => problem(401, "not_logged_in", "Log in first.")),
  http.post("*/api/v1/orders/preview", () => HttpResponse.json(aPreview())),
  http.get("*/api/v1/watchlist", () => HttpResponse.json({ symbols: [] })),
  http.get("*/api/v1/instruments", () => HttpResponse.json({ instruments: [] })),
);

export function problem(
  status: number,
  code: string,
  detail: string,
  more: Record<string, unknown> = {},
) {
  const body = { type: `urn:thor:problem:${code}`, title: code, status, code, detail, errors: [] };
  return HttpResponse.json({ ...body, ...more }, { status });
}
