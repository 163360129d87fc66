import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { HttpResponse, http } from "msw";
import { beforeEach, describe, expect, it } from "vitest";
import type { OrderChanges } from "@/api/types";
import { OrdersPanel } from "@/features/orders/OrdersPanel";
import { emptyBatch } from "@/live/conflate";
import { applyBatch, applyOrder } from "@/live/store";
import { anAccount, anOrder, aQuote } from "@/test/fixtures";
import { showOrders, tick } from "@/test/live";
import { show } from "@/test/render";
import { problem, server } from "@/test/server";
import { Confirmation } from "@/ui/Confirmation";

const changes: OrderChanges[] = [];

function updates(answer: (body: OrderChanges) => Response): void {
  server.use(
    http.patch("*/api/v1/orders/:id/update", async ({ request }) => {
      const body = (await request.json()) as OrderChanges;
      changes.push(body);
      return answer(body);
    }),
  );
}

const row = () => screen.getByTestId("order-row");
const limit = () => screen.getByLabelText("Limit price of AAPL");

async function beginEdit(): Promise<void> {
  show(<OrdersPanel />);
  await userEvent.click(screen.getByRole("button", { name: "Edit order" }));
}

beforeEach(() => {
  changes.length = 0;
  showOrders(anOrder());
});

describe("editing in the row", () => {
  it("saves with Enter only what changed, against the version that was seen", async () => {
    updates((body) =>
      HttpResponse.json(anOrder({ version: 2, limit_price: String(body.limit_price) })),
    );
    await beginEdit();
    await userEvent.clear(limit());
    await userEvent.type(limit(), "181.5{Enter}");
    await waitFor(() => expect(within(row()).getByText("181.50")).toBeInTheDocument());
    expect(changes).toEqual([{ limit_price: "181.5", expected_version: 1 }]);
  });

  it("restores with Escape and sends nothing", async () => {
    await beginEdit();
    await userEvent.clear(limit());
    await userEvent.type(limit(), "1{Escape}");
    expect(within(row()).getByText("180.00")).toBeInTheDocument();
    expect(changes).toEqual([]);
  });

  it("is not overwritten by a tick nor by a new version of the order", async () => {
    await beginEdit();
    await userEvent.clear(limit());
    await userEvent.type(limit(), "182");
    tick(aQuote({ last: "1.00" }));
    applyOrder(anOrder({ version: 2, limit_price: "179.00", filled_quantity: "3" }));
    expect(limit()).toHaveValue("182");
  });

  it("says that the order changed meanwhile, and saves on the next Enter", async () => {
    const now = anOrder({ version: 4, filled_quantity: "3" });
    updates(() => problem(409, "stale_version", "The order is at version 4.", { order: now }));
    await beginEdit();
    await userEvent.clear(limit());
    await userEvent.type(limit(), "182{Enter}");
    expect(await screen.findByText(/at version 4/)).toBeInTheDocument();
    expect(limit()).toHaveValue("182");
    updates(() => HttpResponse.json(anOrder({ version: 5, limit_price: "182" })));
    await userEvent.type(limit(), "{Enter}");
    await waitFor(() => expect(within(row()).getByText("182.00")).toBeInTheDocument());
    expect(changes.map((each) => each.expected_version)).toEqual([1, 4]);
  });

  it("ends where the order filled first", async () => {
    const filled = anOrder({ version: 2, status: "FILLED", filled_quantity: "10" });
    updates(() => problem(409, "order_not_pending", "It is filled.", { order: filled }));
    await beginEdit();
    await userEvent.clear(limit());
    await userEvent.type(limit(), "182{Enter}");
    await waitFor(() => expect(row()).toHaveAttribute("data-status", "FILLED"));
    expect(screen.queryByLabelText("Limit price of AAPL")).toBeNull();
    expect(screen.queryByRole("button", { name: "Edit order" })).toBeNull();
  });

  it("names a number that is none before it asks the server", async () => {
    await beginEdit();
    await userEvent.clear(limit());
    await userEvent.type(limit(), "12,50{Enter}");
    expect(screen.getByText(/Limit price must be a number above zero/)).toBeInTheDocument();
    expect(changes).toEqual([]);
  });
});

describe("cancelling", () => {
  it("shows the order as it now is, also when a fill came first", async () => {
    const filled = anOrder({ version: 2, status: "FILLED", filled_quantity: "10" });
    server.use(
      http.post("*/api/v1/orders/:id/cancel", () =>
        problem(409, "order_not_pending", "It is filled.", { order: filled }),
      ),
    );
    show(<OrdersPanel />);
    await userEvent.click(screen.getByRole("button", { name: "Cancel order" }));
    await waitFor(() => expect(screen.getByTestId("order-status")).toHaveTextContent("Filled"));
  });
});

describe("the details", () => {
  it("say why a pending order has not filled, and why a rejected one was", async () => {
    const detail = "The ask is 189.32; your limit is 180.00.";
    server.use(
      http.get("*/api/v1/orders/:id/executions", () => HttpResponse.json({ executions: [] })),
      http.get("*/api/v1/orders/:id/why", () => HttpResponse.json({ detail })),
    );
    show(<OrdersPanel />);
    await userEvent.click(screen.getByRole("button", { name: "Details of buy 10 AAPL" }));
    expect(await screen.findByText(detail)).toBeInTheDocument();
    applyOrder(anOrder({ version: 2, status: "REJECTED", reason: "Not enough cash." }));
    expect(await screen.findByTestId("order-reason")).toHaveTextContent("Not enough cash.");
    expect(screen.queryByText(detail)).toBeNull();
  });

  it("count down a hold by the server's clock", () => {
    const inAMinute = new Date(Date.now() + 60_000).toISOString();
    applyOrder(anOrder({ version: 2, hold_until: inAMinute }));
    show(<OrdersPanel />);
    expect(screen.getByTestId("hold-countdown")).toHaveTextContent(/hold (1:00|0:59)/);
  });
});

describe("keys on a row", () => {
  it("X cancels the order that has the keyboard, and E edits it", async () => {
    const cancelled: string[] = [];
    server.use(
      http.post("*/api/v1/orders/:id/cancel", ({ params }) => {
        cancelled.push(String(params.id));
        return HttpResponse.json(anOrder({ status: "CANCELLED", version: 2 }));
      }),
    );
    show(<OrdersPanel />);
    screen.getByRole("button", { name: /^Details of/ }).focus();
    await userEvent.keyboard("e");
    expect(limit()).toBeVisible();
    await userEvent.keyboard("{Escape}");
    screen.getByRole("button", { name: /^Details of/ }).focus();
    await userEvent.keyboard("x");
    await waitFor(() => expect(row()).toHaveAttribute("data-status", "CANCELLED"));
    expect(cancelled).toHaveLength(1);
  });

  it("Shift and X cancels all, after a question", async () => {
    const batch = emptyBatch();
    batch.account = anAccount();
    applyBatch(batch);
    server.use(
      http.post("*/api/v1/orders/cancel-all", () =>
        HttpResponse.json({ orders: [anOrder({ status: "CANCELLED", version: 2 })] }),
      ),
    );
    show(
      <>
        <OrdersPanel />
        <Confirmation />
      </>,
    );
    await userEvent.keyboard("{Shift>}X{/Shift}");
    expect(await screen.findByText("Cancel 1 order?")).toBeVisible();
    await userEvent.keyboard("{Enter}");
    await waitFor(() => expect(row()).toHaveAttribute("data-status", "CANCELLED"));
  });
});
