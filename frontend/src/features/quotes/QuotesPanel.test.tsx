import { act, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { HttpResponse, http } from "msw";
import { Profiler } from "react";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { QuotesPanel } from "@/features/quotes/QuotesPanel";
import { aQuote } from "@/test/fixtures";
import { tick } from "@/test/live";
import { show } from "@/test/render";
import { problem, server } from "@/test/server";

const row = (symbol: string) =>
  screen.getAllByTestId("quote-row").find((each) => each.dataset.symbol === symbol);

describe("the quote list", () => {
  it("gives a clicked symbol to the ticket", async () => {
    tick(aQuote(), aQuote({ symbol: "META" }));
    const choose = vi.fn();
    show(<QuotesPanel chosen="AAPL" onChoose={choose} />);
    await userEvent.click(screen.getByRole("button", { name: "Trade META" }));
    expect(choose).toHaveBeenCalledWith("META");
  });

  it("says in a word and a sentence why a quote cannot be traded on", () => {
    tick(aQuote({ quality: "stale", reason: "Not confirmed for 42 s." }));
    show(<QuotesPanel chosen="" onChoose={() => undefined} />);
    expect(screen.getByText("Stale")).toHaveTextContent("Not confirmed for 42 s.");
    expect(row("AAPL")?.title).toBe("Not confirmed for 42 s. Since Mar 02 10:00:00 ET.");
  });

  it("shows what is unknown as a dash", () => {
    tick(aQuote({ bid: null, quality: "one_sided", reason: "No bid." }));
    show(<QuotesPanel chosen="" onChoose={() => undefined} />);
    expect(within(row("AAPL") as HTMLElement).getByText("—")).toBeInTheDocument();
  });

  it("renders cells on a tick, not the list", () => {
    tick(aQuote(), aQuote({ symbol: "META" }));
    const renders = vi.fn();
    show(
      <Profiler id="row" onRender={renders}>
        <QuotesPanel chosen="" onChoose={() => undefined} />
      </Profiler>,
    );
    const meta = row("META");
    act(() => tick(aQuote({ last: "190.00" })));
    expect(within(row("AAPL") as HTMLElement).getByText("190.00")).toBeInTheDocument();
    expect(row("META")).toBe(meta);
    // One commit for the changed cell; a render of the list would commit every row.
    expect(renders.mock.calls.filter(([, phase]) => phase === "update")).toHaveLength(1);
  });
});

describe("the watchlist", () => {
  const saved: string[][] = [];
  const symbols = () => screen.getAllByTestId("quote-row").map((each) => each.dataset.symbol);

  beforeEach(() => {
    saved.length = 0;
    server.use(
      http.get("*/api/v1/watchlist", () => HttpResponse.json({ symbols: ["META", "AAPL"] })),
      http.put("*/api/v1/watchlist", async ({ request }) => {
        const body = (await request.json()) as { symbols: string[] };
        saved.push(body.symbols);
        return HttpResponse.json(body);
      }),
    );
    tick(aQuote(), aQuote({ symbol: "META" }), aQuote({ symbol: "AMD" }));
  });

  it("is what a trader with one sees first, in their own order", async () => {
    show(<QuotesPanel chosen="" onChoose={() => undefined} />);
    await waitFor(() => expect(symbols()).toEqual(["META", "AAPL"]));
  });

  it("moves a symbol with Alt and an arrow key, and saves the order", async () => {
    show(<QuotesPanel chosen="" onChoose={() => undefined} />);
    await screen.findByRole("button", { name: "Remove AAPL from the watchlist" });
    screen.getByRole("button", { name: "Trade AAPL" }).focus();
    await userEvent.keyboard("{Alt>}{ArrowUp}{/Alt}");
    expect(symbols()).toEqual(["AAPL", "META"]);
    await waitFor(() => expect(saved).toEqual([["AAPL", "META"]]));
  });

  it("explains a symbol that nobody knows, and adds none", async () => {
    show(<QuotesPanel chosen="" onChoose={() => undefined} />);
    const field = await screen.findByLabelText("Add a symbol to the watchlist");
    await userEvent.type(field, "nope{Enter}");
    expect(await screen.findByText("No source knows a symbol NOPE.")).toBeVisible();
    expect(saved).toEqual([]);
  });

  it("puts back what could not be saved", async () => {
    server.use(http.put("*/api/v1/watchlist", () => problem(503, "away", "Try again soon.")));
    show(<QuotesPanel chosen="" onChoose={() => undefined} />);
    const remove = { name: "Remove META from the watchlist" };
    await userEvent.click(await screen.findByRole("button", remove));
    await waitFor(() => expect(symbols()).toEqual(["META", "AAPL"]));
  });
});
