import { act, screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { HttpResponse, http } from "msw";
import { beforeEach, expect, it } from "vitest";
import type { OrderPreview } from "@/api/types";
import { clearTicket, edit } from "@/features/ticket/store";
import { TicketPanel } from "@/features/ticket/TicketPanel";
import { emptyBatch } from "@/live/conflate";
import { applyBatch, liveStore } from "@/live/store";
import { ACCOUNT_ID, anAccount, aPosition, aPreview, aQuote } from "@/test/fixtures";
import { tick } from "@/test/live";
import { show } from "@/test/render";
import { server } from "@/test/server";

beforeEach(() => {
  clearTicket();
  tick(aQuote());
  edit({ symbol: "AAPL", quantity: "10" });
});

const previews = (changes: Partial<OrderPreview>) =>
  server.use(http.post("*/api/v1/orders/preview", () => HttpResponse.json(aPreview(changes))));

it("shows what the book reckons: cost, fees, what is left, and how old the quote is", async () => {
  previews({ estimated_fees: "1.00" });
  show(<TicketPanel accountId={ACCOUNT_ID} />);
  expect(await screen.findByText("≈ $1,893.20")).toBeVisible();
  expect(screen.getByText("$1.00")).toBeVisible();
  expect(screen.getByTestId("ticket-buying-power-after")).toHaveTextContent("$98,068.93");
  expect(screen.getByText(/Fills now near/)).toHaveTextContent("quote 84 ms old");
});

it("says beforehand why the order would be refused", async () => {
  const reason = "This order needs 1,893.20 of buying power; 12.00 is available.";
  previews({ refusal: { code: "insufficient_buying_power", field: "quantity", reason } });
  show(<TicketPanel accountId={ACCOUNT_ID} />);
  expect(await screen.findByTestId("ticket-refusal")).toHaveTextContent(reason);
});

it("says that the market is closed, and until when the order would wait", async () => {
  previews({ opens_at: "2026-03-09T13:30:00Z" });
  show(<TicketPanel accountId={ACCOUNT_ID} />);
  expect(await screen.findByTestId("ticket-closed")).toHaveTextContent(
    "The market of AAPL is closed. The order would wait until it opens, Mar 09 09:30:00 ET.",
  );
  expect(screen.queryByText(/Fills now near/)).toBeNull();
});

it("reckons both exits of a pair, which begins with what is held", async () => {
  const pair = [aPreview({ estimated_value: "2000" }), aPreview({ estimated_value: "1800" })];
  server.use(http.post("*/api/v1/orders/oco/preview", () => HttpResponse.json({ previews: pair })));
  act(() => liveStore.setState({ positions: { AAPL: aPosition({ quantity: "7" }) } }));
  edit({ quantity: "", timeInForce: "FOK" });
  show(<TicketPanel accountId={ACCOUNT_ID} />);
  await userEvent.click(screen.getByRole("radio", { name: /^One cancels the other/ }));
  expect(screen.getByLabelText("Quantity")).toHaveValue("7");
  expect(screen.getByRole("radio", { name: "Sell" })).toBeChecked();
  expect(screen.getByRole("radio", { name: /^Good till cancelled/ })).toBeChecked();
  await userEvent.type(screen.getByLabelText("Take profit"), "200");
  await userEvent.type(screen.getByLabelText("Stop loss"), "180");
  expect(await screen.findByText("≈ $2,000.00")).toBeVisible();
  expect(screen.getByText("≈ $1,800.00")).toBeVisible();
});

it("is asked again at once when money moved, so that it agrees with the banner", async () => {
  show(<TicketPanel accountId={ACCOUNT_ID} />);
  await screen.findByText("≈ $1,893.20");
  previews({ buying_power_after: "90000.00" });
  const moved = emptyBatch();
  moved.account = anAccount({ cash: "91893.20" });
  act(() => applyBatch(moved));
  const after = screen.getByTestId("ticket-buying-power-after");
  await waitFor(() => expect(after).toHaveTextContent("$90,000.00"), { timeout: 1500 });
});

it("shows no figure of another order while a number is missing", async () => {
  show(<TicketPanel accountId={ACCOUNT_ID} />);
  await screen.findByText("≈ $1,893.20");
  await userEvent.clear(screen.getByLabelText("Quantity"));
  expect(screen.getByTestId("ticket-estimate")).toHaveTextContent("—");
});
