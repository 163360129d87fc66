import { act, screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { Profiler } from "react";
import { describe, expect, it, vi } from "vitest";
import { QuotesPanel } from "@/features/quotes/QuotesPanel";
import { aQuote } from "@/test/fixtures";
import { tick } from "@/test/live";
import { show } from "@/test/render";

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
