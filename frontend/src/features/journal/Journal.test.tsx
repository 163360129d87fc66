import { screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { HttpResponse, http } from "msw";
import { expect, it } from "vitest";
import type { JournalTrip } from "@/api/types";
import { Journal } from "@/features/journal/JournalPage";
import { ACCOUNT_ID } from "@/test/fixtures";
import { aGhost, aJournalTrip, aLine, someStatistics } from "@/test/journal";
import { show } from "@/test/render";
import { problem, server } from "@/test/server";

const ID = (digit: number) => `${String(digit).repeat(8)}-0000-4000-8000-000000000000`;
const TRIPS = [
  aJournalTrip({ round_trip_id: ID(1), symbol: "META", net_pnl: "8.00" }),
  aJournalTrip({ round_trip_id: ID(2), symbol: "AAPL", net_pnl: "7.00", tags: ["gap"] }),
  aJournalTrip({ round_trip_id: ID(3), symbol: "KO", net_pnl: "-5.00", verdict: "did_not_work" }),
];

/** Answers as the server does; returns the questions it was asked. */
function withJournal(trips: readonly JournalTrip[], pageSize = 50): URLSearchParams[] {
  const asked: URLSearchParams[] = [];
  server.use(
    http.get("*/api/v1/accounts/:id/ghosts", () => HttpResponse.json({ ghosts: [], next: null })),
    http.get("*/api/v1/accounts/:id/statistics", () => HttpResponse.json(someStatistics())),
    http.get("*/api/v1/accounts/:id/round-trips", ({ request }) => {
      const query = new URL(request.url).searchParams;
      asked.push(query);
      const wanted = trips.filter(
        (each) =>
          (query.get("verdict") ?? each.verdict) === each.verdict &&
          (query.get("symbol") ?? each.symbol) === each.symbol,
      );
      const from = Number(query.get("cursor") ?? "0");
      const end = from + Math.min(pageSize, Number(query.get("limit")));
      return HttpResponse.json({
        round_trips: wanted.slice(from, end),
        next: end < wanted.length ? String(end) : null,
      });
    }),
  );
  return asked;
}

it("shows verdicts, composite statistics, and totals that are the sum of the rows", async () => {
  withJournal(TRIPS);
  show(<Journal accountId={ACCOUNT_ID} />);
  expect(await screen.findAllByTestId("trip-row")).toHaveLength(3);
  expect(screen.getByTestId("verdicts")).toHaveTextContent("2 worked1 didn't0 scratch");
  expect(screen.getByText("66.7%")).toBeVisible();
  expect(screen.getByText("2 min / 45 s")).toBeVisible();
  expect(screen.getByTestId("journal-net")).toHaveTextContent("+$10.00");
  expect(screen.getAllByTestId("trip-net").map((each) => each.textContent)).toEqual([
    "+$8.00",
    "+$7.00",
    "−$5.00",
  ]);
});

it("shows how sure the win rate is and what the score is made of", async () => {
  withJournal(TRIPS);
  const score = {
    value: "61.0",
    parts: [
      { name: "win_rate", weight: 20, value: "0.25" },
      { name: "sortino", weight: 15, value: null },
    ],
  };
  const statistics = someStatistics({ win_rate_low: "0.208", win_rate_high: "0.939", score });
  server.use(http.get("*/api/v1/accounts/:id/statistics", () => HttpResponse.json(statistics)));
  show(<Journal accountId={ACCOUNT_ID} />);
  expect(await screen.findByText("20.8%–93.9%")).toBeVisible();
  const parts = screen.getByRole("list", { name: "Parts of the score" });
  expect(parts).toHaveTextContent("win rate0.25Sortino—");
});

it("filters by what is chosen and finds back to everything", async () => {
  const asked = withJournal(TRIPS);
  show(<Journal accountId={ACCOUNT_ID} />);
  await screen.findAllByTestId("trip-row");
  await userEvent.click(screen.getByLabelText("Didn't work"));
  await waitFor(() => expect(screen.getAllByTestId("trip-row")).toHaveLength(1));
  expect(asked.at(-1)?.get("verdict")).toBe("did_not_work");

  await userEvent.type(screen.getByLabelText("Symbol"), "zzz");
  expect(await screen.findByText("No round trip is like that.")).toBeVisible();
  await userEvent.click(screen.getByRole("button", { name: "Show all" }));
  await waitFor(() => expect(screen.getAllByTestId("trip-row")).toHaveLength(3));
});

it("opens a round trip with its history and keeps tags and a note", async () => {
  const trip = aJournalTrip({
    events: [aLine(), aLine({ leg: 2, step: "closed", quantity: "-10", realized_pnl: "6.80" })],
  });
  withJournal([trip]);
  let sent: unknown;
  server.use(
    http.patch("*/api/v1/accounts/:id/round-trips/:trip", async ({ request }) => {
      sent = await request.json();
      return HttpResponse.json(trip);
    }),
  );
  show(<Journal accountId={ACCOUNT_ID} />);
  await userEvent.click(await screen.findByRole("button", { name: /^Details of long AAPL/ }));
  const steps = screen.getAllByTestId("history-line").map((each) => each.dataset.step);
  expect(steps).toEqual(["opened", "closed"]);

  await userEvent.type(screen.getByLabelText(/^Tags/), "gap, , late entry");
  await userEvent.type(screen.getByLabelText("Note"), "Waited.");
  await userEvent.click(screen.getByRole("button", { name: "Save" }));
  await waitFor(() => expect(sent).toEqual({ tags: ["gap", "late entry"], note: "Waited." }));
});

it("loads older ones on request, and hands out all of them as a file", async () => {
  withJournal(TRIPS, 2);
  show(<Journal accountId={ACCOUNT_ID} />);
  expect(await screen.findAllByTestId("trip-row")).toHaveLength(2);
  await userEvent.click(screen.getByRole("button", { name: "Older ones" }));
  await waitFor(() => expect(screen.getAllByTestId("trip-row")).toHaveLength(3));
  expect(screen.queryByRole("button", { name: "Older ones" })).toBeNull();

  await userEvent.click(screen.getByLabelText("Worked"));
  expect(screen.getByRole("link", { name: "Download these round trips as CSV" })).toHaveAttribute(
    "href",
    `/api/v1/accounts/${ACCOUNT_ID}/exports/round-trips?format=csv&verdict=worked`,
  );
});

it("says what to do where there is nothing yet, and what failed where it did", async () => {
  withJournal([]);
  server.use(
    http.get("*/api/v1/accounts/:id/statistics", () => problem(503, "away", "Not ready yet.")),
  );
  show(<Journal accountId={ACCOUNT_ID} />);
  expect(await screen.findByText(/No position has been closed yet/)).toBeVisible();
  expect(await screen.findByRole("alert")).toHaveTextContent("Not ready yet.");
});

it("tells what became of orders that never filled, and what edits were worth", async () => {
  withJournal([]);
  const ghosts = [
    aGhost({ symbol: "META", missed_pnl: "42.00" }),
    aGhost({ symbol: "F", missed_pnl: null, reached_at: null, settled: true }),
    aGhost({ symbol: "KO", edits: 2, edit_effect: "-3.50", missed_pnl: null, settled: true }),
  ];
  server.use(
    http.get("*/api/v1/accounts/:id/ghosts", () => HttpResponse.json({ ghosts, next: null })),
  );
  show(<Journal accountId={ACCOUNT_ID} />);
  const rows = await screen.findAllByTestId("ghost-row");
  expect(rows.map((row) => row.dataset.symbol)).toEqual(["META", "F", "KO"]);
  expect(rows[1]).toHaveTextContent("not seen");
  expect(screen.getByText("+$42.00")).toBeVisible();
  expect(screen.getByText("−$3.50")).toBeVisible();
});
