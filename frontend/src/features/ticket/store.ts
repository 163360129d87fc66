/** The ticket outlives its screen: a draft survives a lost session and a reload of the tab. */

import { useStore } from "zustand";
import { createStore } from "zustand/vanilla";
import { type Draft, EMPTY_DRAFT } from "@/features/ticket/draft";
import { type Action, newTicket, reduce, type Ticket } from "@/features/ticket/reducer";
import { newId } from "@/kernel/ids";
import { preferencesStore } from "@/kernel/preferences";

const KEY = "thor.ticket.draft";

export const ticketStore = createStore<Ticket>(() => newTicket(newId(), restored()));

ticketStore.subscribe(({ draft }) => {
  try {
    sessionStorage.setItem(KEY, JSON.stringify(draft));
  } catch {
    // Storage is full or forbidden: the draft then lives as long as the page.
  }
});

export function useTicket<T>(selector: (ticket: Ticket) => T): T {
  return useStore(ticketStore, selector);
}

export function dispatch(action: Action): void {
  ticketStore.setState((ticket) => reduce(ticket, action), true);
}

/** Types into the ticket, by the trader or on their behalf. */
export function edit(changes: Partial<Draft>): void {
  dispatch({ type: "edited", changes, nextId: newId() });
}

/** Forgets the draft: the next person at this machine starts with an empty ticket. */
export function clearTicket(): void {
  ticketStore.setState(newTicket(newId(), emptyDraft()), true);
  sessionStorage.removeItem(KEY);
}

function restored(): Draft {
  try {
    const kept: unknown = JSON.parse(sessionStorage.getItem(KEY) ?? "null");
    if (typeof kept !== "object" || kept === null) return emptyDraft();
    const known = Object.entries(kept).filter(
      ([field, value]) => field in EMPTY_DRAFT && typeof value === "string",
    );
    return { ...emptyDraft(), ...Object.fromEntries(known) };
  } catch {
    return emptyDraft();
  }
}

function emptyDraft(): Draft {
  const { holdSeconds } = preferencesStore.getState();
  return { ...EMPTY_DRAFT, holdSeconds: String(holdSeconds ?? "") };
}
