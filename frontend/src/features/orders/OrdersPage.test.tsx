import { screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { HttpResponse, http } from "msw";
import { beforeEach, expect, it } from "vitest";
import { AllOrders } from "@/features/orders/OrdersPage";
import { ACCOUNT_ID, anOrder, aPreview } from "@/test/fixtures";
import { showOrders } from "@/test/live";
import { show } from "@/test/render";
import { server } from "@/test/server";

const asked: URLSearchParams[] = [];
const old = (order_id: string) =>
  anOrder({ order_id, status: "FILLED", submitted_at: "2026-01-02T15:00:00Z" });

beforeEach(() => {
  asked.length = 0;
  showOrders(anOrder());
  server.use(
    http.get("*/api/v1/orders", ({ request }) => {
      const query = new URL(request.url).searchParams;
      asked.push(query);
      return query.get("cursor") === "more"
        ? HttpResponse.json({ orders: [old("older")], next: null })
        : HttpResponse.json({ orders: [anOrder(), old("old")], next: "more" });
    }),
  );
});

it("goes on with older orders, page by page, and shows none twice", async () => {
  show(<AllOrders accountId={ACCOUNT_ID} />);
  await waitFor(() => expect(screen.getAllByTestId("order-row")).toHaveLength(2));
  await userEvent.click(screen.getByRole("button", { name: "Older ones" }));
  await waitFor(() => expect(screen.getAllByTestId("order-row")).toHaveLength(3));
  expect(screen.queryByRole("button", { name: "Older ones" })).toBeNull();
});

it("filters what is live and what the server is asked for by the same choice", async () => {
  show(<AllOrders accountId={ACCOUNT_ID} />);
  await userEvent.click(await screen.findByRole("radio", { name: "Filled" }));
  await userEvent.type(screen.getByLabelText("Symbol"), "aapl");
  await waitFor(() => expect(asked.at(-1)?.get("symbol")).toBe("AAPL"));
  expect(asked.at(-1)?.getAll("status")).toEqual(["FILLED"]);
  await waitFor(() => expect(screen.getAllByTestId("order-row")).toHaveLength(1));
  expect(screen.getByTestId("order-row")).toHaveAttribute("data-order-id", "old");
});

it("lists the fills with their receipts", async () => {
  const fill = {
    execution_id: "fill",
    order_id: "old",
    symbol: "AAPL",
    side: "BUY",
    last_quantity: "10",
    last_price: "180.00",
    multiplier: "1",
    notional: "1800.00",
    commission: "0.35",
    booked_at: "2026-01-02T15:00:00Z",
    receipt: { ...aPreview().quote, rule: "limit_at_far_side", model: "quote", model_version: 1 },
  };
  server.use(
    http.get("*/api/v1/accounts/:id/fills", () => HttpResponse.json({ fills: [fill], next: null })),
  );
  show(<AllOrders accountId={ACCOUNT_ID} />);
  await userEvent.click(screen.getByRole("tab", { name: "Fills" }));
  const row = await screen.findByTestId("fill-row");
  expect(row).toHaveTextContent("BUYAAPL10180.00$1,800.00$0.35limit_at_far_side · bid 189.28×300");
  expect(screen.queryByRole("radio", { name: "Filled" })).toBeNull();
});
