import { describe, expect, it } from "vitest";
import { type Action, mayBeSent, newTicket, reduce, type Ticket } from "@/features/ticket/reducer";

const ticketAfter = (...actions: Action[]): Ticket => actions.reduce(reduce, newTicket("first"));
const edited = (changes: Record<string, string>): Action => ({
  type: "edited",
  changes,
  nextId: "other",
});
const sent: Action = { type: "sent" };
const lost: Action = { type: "lost", text: "No answer." };

describe("one intent is one order", () => {
  it("is locked while it is on its way and a moment after it was taken", () => {
    expect(mayBeSent(ticketAfter(sent))).toBe(false);
    const taken = ticketAfter(sent, { type: "accepted", nextId: "second" });
    expect(mayBeSent(taken)).toBe(false);
    expect(mayBeSent(reduce(taken, { type: "rearmed" }))).toBe(true);
  });

  it("gets a new id once its outcome is known", () => {
    expect(ticketAfter(sent, { type: "accepted", nextId: "second" }).intentId).toBe("second");
    const refused: Action = { type: "refused", text: "No.", errors: {}, nextId: "second" };
    expect(ticketAfter(sent, refused).intentId).toBe("second");
  });

  it("keeps its id after a lost answer, so that sending again is the same order", () => {
    const ticket = ticketAfter(sent, lost);
    expect(ticket.intentId).toBe("first");
    expect(mayBeSent(ticket)).toBe(true);
  });

  it("is another intent once its terms are changed after a lost answer", () => {
    expect(ticketAfter(sent, lost, edited({ quantity: "5" })).intentId).toBe("other");
  });
});

describe("what was typed", () => {
  it("stays after a refusal, and the field that is corrected loses its error", () => {
    const refused: Action = {
      type: "refused",
      text: "Not on a tick.",
      errors: { limitPrice: "Not on a tick.", quantity: "Too much." },
      nextId: "second",
    };
    const ticket = ticketAfter(
      edited({ quantity: "10" }),
      sent,
      refused,
      edited({ limitPrice: "1" }),
    );
    expect(ticket.draft.quantity).toBe("10");
    expect(ticket.attempt).toMatchObject({ kind: "refused", errors: { quantity: "Too much." } });
  });

  it("cannot be changed under an order that is on its way", () => {
    expect(
      ticketAfter(edited({ quantity: "10" }), sent, edited({ quantity: "99" })).draft.quantity,
    ).toBe("10");
  });

  it("loses the prices of the symbol it leaves", () => {
    const ticket = ticketAfter(edited({ symbol: "AAPL" }), edited({ limitPrice: "180" }));
    expect(reduce(ticket, edited({ symbol: "META" })).draft.limitPrice).toBe("");
    expect(reduce(ticket, edited({ symbol: "AAPL" })).draft.limitPrice).toBe("180");
  });
});
