import type { Order } from "@/api/types";

/** A refusal by the server (RFC 9457), or the fact that it did not answer. */
export class Problem extends Error {
  /** HTTP status; 0 where there was no answer at all. */
  readonly status: number;
  /** Stable word for the reason, such as `insufficient_cash`; `unreachable` without an answer. */
  readonly code: string;
  /** Reason by field of the request, for showing beside the input. */
  readonly fields: Readonly<Record<string, string>>;
  /** The order as it now is, where the refusal was about one. */
  readonly order: Order | null;

  constructor(
    status: number,
    code: string,
    detail: string,
    fields: Readonly<Record<string, string>> = {},
    order: Order | null = null,
  ) {
    super(detail);
    this.name = "Problem";
    this.status = status;
    this.code = code;
    this.fields = fields;
    this.order = order;
  }

  /** Whether the request may have been carried out all the same: no answer, or a broken one. */
  get isUncertain(): boolean {
    return this.status === 0 || this.status >= 500;
  }
}

export function unreachable(): Problem {
  return new Problem(0, "unreachable", "Thor did not answer. Check that it is running.");
}

/** Reads a problem document; anything else still becomes a sentence a person can use. */
export function problemFrom(status: number, body: unknown): Problem {
  const document = isRecord(body) ? body : {};
  const code = typeof document.code === "string" ? document.code : `http_${status}`;
  const detail =
    typeof document.detail === "string" ? document.detail : `The server answered with ${status}.`;
  return new Problem(status, code, detail, fieldsOf(document.errors), orderOf(document.order));
}

export function asProblem(error: unknown): Problem {
  if (error instanceof Problem) return error;
  return new Problem(0, "unexpected", error instanceof Error ? error.message : String(error));
}

function fieldsOf(errors: unknown): Record<string, string> {
  if (!Array.isArray(errors)) return {};
  const entries = errors.filter(isRecord).map((error) => [
    // `body.limit_price` and `limit_price` are one field to the person who typed it.
    String(error.field).replace(/^body\./, ""),
    String(error.reason),
  ]);
  return Object.fromEntries(entries);
}

function orderOf(order: unknown): Order | null {
  return isRecord(order) && typeof order.order_id === "string" ? (order as unknown as Order) : null;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}
