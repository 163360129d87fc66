import { screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { delay, HttpResponse, http } from "msw";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { OrderTerms } from "@/api/types";
import { clearTicket, edit } from "@/features/ticket/store";
import { TicketPanel } from "@/features/ticket/TicketPanel";
import { DEFAULTS, preferencesStore } from "@/kernel/preferences";
import { liveStore } from "@/live/store";
import { ACCOUNT_ID, anOrder, aQuote } from "@/test/fixtures";
import { showOrders, tick } from "@/test/live";
import { show } from "@/test/render";
import { problem, server } from "@/test/server";
import { Confirmation } from "@/ui/Confirmation";

const sent: OrderTerms[] = [];
const button = () => screen.getByTestId("ticket-send");

function answers(answer: (terms: OrderTerms) => Response | Promise<Response>): void {
  server.use(
    http.post("*/api/v1/orders", async ({ request }) => {
      const terms = (await request.json()) as OrderTerms;
      sent.push(terms);
      await delay(20);
      return answer(terms);
    }),
  );
}

const accepted = (terms: OrderTerms) =>
  HttpResponse.json(anOrder({ client_order_id: terms.client_order_id ?? "" }), { status: 201 });

beforeEach(() => {
  sent.length = 0;
  clearTicket();
  tick(aQuote(), aQuote({ symbol: "META", ask: "500.02" }));
  edit({ symbol: "AAPL", quantity: "10" });
});

describe("sending an order", () => {
  it("with Ctrl and Enter, in decimals exactly as typed", async () => {
    answers(accepted);
    show(<TicketPanel accountId={ACCOUNT_ID} />);
    await userEvent.click(screen.getByRole("radio", { name: "Limit" }));
    await userEvent.type(screen.getByLabelText("Limit price"), "1,180.10");
    await userEvent.keyboard("{Control>}{Enter}{/Control}");
    await waitFor(() => expect(liveStore.getState().orderIds).toHaveLength(1));
    expect(sent).toHaveLength(1);
    expect(sent[0]).toMatchObject({ type: "LIMIT", limit_price: "1180.10", quantity: "10" });
  });

  it("never with Enter alone in a field", async () => {
    answers(accepted);
    show(<TicketPanel accountId={ACCOUNT_ID} />);
    await userEvent.type(screen.getByLabelText("Quantity"), "{Enter}");
    expect(sent).toEqual([]);
  });

  it("makes one order of a double click, and is ready for the next soon after", async () => {
    answers(accepted);
    show(<TicketPanel accountId={ACCOUNT_ID} />);
    await userEvent.dblClick(button());
    await screen.findByText("Sent ✓");
    await userEvent.click(button());
    expect(sent).toHaveLength(1);
    await waitFor(() => expect(button()).toHaveTextContent("Buy 10 AAPL at market"));
  });
});

describe("an order that is not taken", () => {
  it("shows the server's reason at its field and keeps what was typed", async () => {
    const reason = "This order needs $1,893.20 and your buying power is $5.00.";
    answers(() =>
      problem(422, "insufficient_buying_power", reason, {
        errors: [{ field: "quantity", reason }],
        order: anOrder({ status: "REJECTED", reason }),
      }),
    );
    show(<TicketPanel accountId={ACCOUNT_ID} />);
    await userEvent.click(button());
    await screen.findByText(reason);
    expect(screen.getByLabelText("Quantity")).toHaveAccessibleDescription(reason);
    expect(screen.getByLabelText("Quantity")).toHaveValue("10");
    expect(Object.values(liveStore.getState().orders)[0]?.status).toBe("REJECTED");
  });

  it("is not even sent where a number is missing", async () => {
    answers(accepted);
    edit({ quantity: "" });
    show(<TicketPanel accountId={ACCOUNT_ID} />);
    await userEvent.click(button());
    expect(screen.getByLabelText("Quantity")).toHaveAccessibleDescription("Needed.");
    expect(screen.getByLabelText("Quantity")).toHaveFocus();
    expect(sent).toEqual([]);
  });

  it("is sent again under the same id after a lost answer", async () => {
    answers(() => HttpResponse.error());
    show(<TicketPanel accountId={ACCOUNT_ID} />);
    await userEvent.click(button());
    await screen.findByText(/may have been placed/);
    answers(accepted);
    await userEvent.click(button());
    await screen.findByText("Sent ✓");
    expect(sent).toHaveLength(2);
    expect(sent[1]?.client_order_id).toBe(sent[0]?.client_order_id);
  });

  it("is known to be placed once the socket brings it, lost answer or not", async () => {
    showOrders();
    answers(() => HttpResponse.error());
    show(<TicketPanel accountId={ACCOUNT_ID} />);
    await userEvent.click(button());
    await screen.findByText(/may have been placed/);
    showOrders(anOrder({ client_order_id: sent[0]?.client_order_id ?? "" }));
    await waitFor(() => expect(screen.queryByText(/may have been placed/)).toBeNull());
  });
});

describe("exits", () => {
  it("go with the order: a take profit, and a stop loss with or without a limit", async () => {
    answers(accepted);
    show(<TicketPanel accountId={ACCOUNT_ID} />);
    await userEvent.click(screen.getByLabelText(/Attach exits/));
    await userEvent.type(screen.getByLabelText("Take profit"), "200");
    await userEvent.type(screen.getByLabelText("Stop loss"), "180.5");
    await userEvent.click(button());
    await screen.findByText("Sent ✓");
    expect(sent[0]).toMatchObject({
      take_profit: { limit_price: "200" },
      stop_loss: { stop_price: "180.5", limit_price: null },
    });
  });

  it("show the server's reason at the price it is about", async () => {
    const reason = "A take profit of a long position lies above its entry.";
    answers(() =>
      problem(422, "exit_on_wrong_side", reason, {
        errors: [{ field: "take_profit.limit_price", reason }],
      }),
    );
    edit({ exits: "on", takeProfit: "100", stopLoss: "90" });
    show(<TicketPanel accountId={ACCOUNT_ID} />);
    await userEvent.click(button());
    await waitFor(() =>
      expect(screen.getByLabelText("Take profit")).toHaveAccessibleDescription(reason),
    );
  });

  it("are not sent where neither price is given", async () => {
    edit({ exits: "on" });
    show(<TicketPanel accountId={ACCOUNT_ID} />);
    await userEvent.click(button());
    expect(screen.getByLabelText("Take profit")).toHaveAccessibleDescription(/Give a take profit/);
    expect(sent).toEqual([]);
  });
});

describe("confirming", () => {
  beforeEach(() => preferencesStore.setState({ confirmOrders: true }));
  afterEach(() => preferencesStore.setState(DEFAULTS));

  it("shows the order once more where the trader wants it, and Enter sends it", async () => {
    answers(accepted);
    show(
      <>
        <TicketPanel accountId={ACCOUNT_ID} />
        <Confirmation />
      </>,
    );
    await userEvent.click(button());
    expect(await screen.findByText(/Buy 10 AAPL at market, DAY/)).toBeVisible();
    expect(sent).toEqual([]);
    await waitFor(() => expect(screen.getByRole("button", { name: "Buy" })).toHaveFocus());
    await userEvent.keyboard("{Enter}");
    await waitFor(() => expect(button()).toHaveTextContent("Sent"));
    expect(sent).toHaveLength(1);
  });

  it("sends nothing after Escape", async () => {
    show(
      <>
        <TicketPanel accountId={ACCOUNT_ID} />
        <Confirmation />
      </>,
    );
    await userEvent.click(button());
    await screen.findByText("Send this order?");
    await userEvent.keyboard("{Escape}");
    await waitFor(() => expect(screen.queryByText("Send this order?")).toBeNull());
    expect(sent).toEqual([]);
  });
});

describe("while the market moves", () => {
  it("what was typed stays", async () => {
    edit({ type: "LIMIT", limitPrice: "180.00" });
    show(<TicketPanel accountId={ACCOUNT_ID} />);
    tick(aQuote({ last: "250.00", bid: "249.99", ask: "250.01" }));
    await screen.findByText("250.01");
    expect(screen.getByLabelText("Limit price")).toHaveValue("180.00");
  });

  it("a click on the bid takes it as the limit", async () => {
    edit({ type: "LIMIT" });
    show(<TicketPanel accountId={ACCOUNT_ID} />);
    await userEvent.click(screen.getByRole("button", { name: /Bid/ }));
    expect(screen.getByLabelText("Limit price")).toHaveValue("189.28");
  });

  it("arrow keys move a price by the tick, the wheel moves nothing", async () => {
    edit({ type: "LIMIT", limitPrice: "180.00" });
    show(<TicketPanel accountId={ACCOUNT_ID} />);
    const field = screen.getByLabelText("Limit price");
    await userEvent.type(field, "{ArrowUp}");
    expect(field).toHaveValue("180.01");
    field.dispatchEvent(new WheelEvent("wheel", { deltaY: -100, bubbles: true }));
    expect(field).toHaveValue("180.01");
  });
});
