/**
 * The ticket: a draft, the intent it is part of, and what became of the last attempt to send it.
 * An intent keeps one `client_order_id` until its outcome is known, so that a second click or a
 * retry after a lost answer is the same order to the book.
 */

import { type Draft, type DraftField, EMPTY_DRAFT, type Errors } from "@/features/ticket/draft";

export type Attempt =
  | { kind: "none" }
  | { kind: "sending" }
  | { kind: "accepted" }
  | { kind: "refused"; text: string; errors: Errors }
  /** No answer came: the order may or may not exist. Sending again asks for the same one. */
  | { kind: "uncertain"; text: string };

export interface Ticket {
  draft: Draft;
  /** The `client_order_id` of what is being intended. */
  intentId: string;
  attempt: Attempt;
}

export type Action =
  | { type: "edited"; changes: Partial<Draft>; nextId: string }
  | { type: "sent" }
  | { type: "accepted"; nextId: string }
  | { type: "refused"; text: string; errors: Errors; nextId: string }
  | { type: "lost"; text: string }
  | { type: "rearmed" };

export function newTicket(intentId: string, draft: Draft = EMPTY_DRAFT): Ticket {
  return { draft, intentId, attempt: { kind: "none" } };
}

export function reduce(ticket: Ticket, action: Action): Ticket {
  switch (action.type) {
    case "edited":
      return edited(ticket, action.changes, action.nextId);
    case "sent":
      return { ...ticket, attempt: { kind: "sending" } };
    case "accepted":
      return { ...ticket, intentId: action.nextId, attempt: { kind: "accepted" } };
    case "refused":
      return {
        ...ticket,
        intentId: action.nextId,
        attempt: { kind: "refused", text: action.text, errors: action.errors },
      };
    case "lost":
      return { ...ticket, attempt: { kind: "uncertain", text: action.text } };
    case "rearmed":
      return ticket.attempt.kind === "accepted" ? { ...ticket, attempt: { kind: "none" } } : ticket;
  }
}

/** Whether an order may be sent now. Not while one is on its way, nor right after one was taken. */
export function mayBeSent({ attempt }: Ticket): boolean {
  return attempt.kind !== "sending" && attempt.kind !== "accepted";
}

function edited(ticket: Ticket, changes: Partial<Draft>, nextId: string): Ticket {
  if (ticket.attempt.kind === "sending") return ticket;
  const draft = { ...ticket.draft, ...changes };
  if (changes.symbol !== undefined && changes.symbol !== ticket.draft.symbol) {
    // A price belongs to its symbol.
    draft.limitPrice = changes.limitPrice ?? "";
    draft.stopPrice = changes.stopPrice ?? "";
    draft.trail = changes.trail ?? "";
    draft.takeProfit = changes.takeProfit ?? "";
    draft.stopLoss = changes.stopLoss ?? "";
    draft.stopLossLimit = changes.stopLossLimit ?? "";
  }
  const isUncertain = ticket.attempt.kind === "uncertain";
  return {
    draft,
    // Other terms after a lost answer are another order.
    intentId: isUncertain ? nextId : ticket.intentId,
    attempt: afterEdit(ticket.attempt, Object.keys(changes) as DraftField[]),
  };
}

function afterEdit(attempt: Attempt, changed: DraftField[]): Attempt {
  if (attempt.kind !== "refused") return { kind: "none" };
  const errors = { ...attempt.errors };
  for (const field of changed) delete errors[field];
  return Object.keys(errors).length > 0 ? { ...attempt, errors } : { kind: "none" };
}
