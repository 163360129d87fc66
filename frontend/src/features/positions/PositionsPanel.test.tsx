import { screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { HttpResponse, http } from "msw";
import { beforeEach, describe, expect, it } from "vitest";
import { PositionsPanel } from "@/features/positions/PositionsPanel";
import { emptyBatch } from "@/live/conflate";
import { applyBatch, liveStore } from "@/live/store";
import { anAccount, anOrder, aPosition } from "@/test/fixtures";
import { show } from "@/test/render";
import { problem, server } from "@/test/server";
import { Confirmation } from "@/ui/Confirmation";
import { Notices } from "@/ui/Notices";

interface Asked {
  path: string;
  clientOrderId: string;
}

const asked: Asked[] = [];

function answers(answer: () => Response): void {
  server.use(
    http.post("*/api/v1/accounts/:id/positions/:symbol/:how", async ({ request, params }) => {
      const body = (await request.json()) as { client_order_id: string };
      asked.push({ path: `${params.symbol}/${params.how}`, clientOrderId: body.client_order_id });
      return answer();
    }),
  );
}

const sold = () =>
  HttpResponse.json({ order: anOrder({ side: "SELL", type: "MARKET" }), cancelled: [] });

function open(): void {
  show(
    <>
      <PositionsPanel onChoose={() => undefined} />
      <Confirmation />
      <Notices />
    </>,
  );
  screen.getByRole("button", { name: "AAPL" }).focus();
}

/** C, and Enter once the question has the keyboard: a slow machine is given the time. */
async function closeByKeys(): Promise<void> {
  await userEvent.keyboard("c");
  await waitFor(() => expect(screen.getByRole("button", { name: "Sell 10 AAPL" })).toHaveFocus());
  await userEvent.keyboard("{Enter}");
  await waitFor(() => expect(screen.queryByRole("alertdialog")).toBeNull());
}

beforeEach(() => {
  asked.length = 0;
  const batch = emptyBatch();
  batch.account = anAccount();
  batch.positions.entries.set("AAPL", aPosition());
  batch.positions.entries.set("META", aPosition({ symbol: "META", quantity: "-5" }));
  applyBatch(batch);
});

describe("closing a position", () => {
  it("takes two keys: C on its row, Enter on the button that says what it will do", async () => {
    answers(sold);
    open();
    await closeByKeys();
    await waitFor(() => expect(asked.map(({ path }) => path)).toEqual(["AAPL/close"]));
    await waitFor(() => expect(liveStore.getState().orderIds).toHaveLength(1));
  });

  it("is asked for with the same id again after a lost answer, and with a new one after a refusal", async () => {
    answers(() => HttpResponse.error());
    open();
    await closeByKeys();
    expect(await screen.findByText(/It may have been sent/)).toBeVisible();
    answers(() => problem(422, "no_position", "There is no position in AAPL."));
    await closeByKeys();
    expect(await screen.findByText(/There is no position in AAPL/)).toBeVisible();
    answers(sold);
    await closeByKeys();
    await waitFor(() => expect(asked).toHaveLength(3));
    const [first, second, third] = asked.map(({ clientOrderId }) => clientOrderId);
    expect(second).toBe(first);
    expect(third).not.toBe(first);
  });

  it("of a short position buys", async () => {
    open();
    await userEvent.keyboard("{ArrowDown}c");
    expect(await screen.findByRole("button", { name: "Buy 5 META" })).toBeVisible();
    await userEvent.keyboard("{Escape}");
    expect(asked).toEqual([]);
  });

  it("flips with F and Enter", async () => {
    answers(sold);
    open();
    await userEvent.keyboard("f");
    expect(await screen.findByText(/from long 10 to short 10/)).toBeVisible();
    const dialog = screen.getByRole("alertdialog");
    await waitFor(() => expect(dialog).toContainElement(document.activeElement as HTMLElement));
    await userEvent.keyboard("{Enter}");
    await waitFor(() => expect(asked.map(({ path }) => path)).toEqual(["AAPL/flip"]));
  });
});
