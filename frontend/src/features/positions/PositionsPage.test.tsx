import { act, screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { HttpResponse, http } from "msw";
import { expect, it } from "vitest";
import { Positions } from "@/features/positions/PositionsPage";
import { NOTHING_KNOWN } from "@/live/state";
import { liveStore } from "@/live/store";
import { ACCOUNT_ID, aPosition, aRoundTrip } from "@/test/fixtures";
import { aLine } from "@/test/journal";
import { show } from "@/test/render";
import { server } from "@/test/server";

function hold(quantity: string): void {
  act(() =>
    liveStore.setState({
      ...NOTHING_KNOWN,
      positions: { AAPL: aPosition({ quantity }) },
      heldSymbols: ["AAPL"],
      closed: [aRoundTrip({ symbol: "KO" })],
    }),
  );
}

it("tells the history of the position that is chosen, and each fill as it comes", async () => {
  const asked: string[] = [];
  server.use(
    http.get("*/api/v1/accounts/:id/positions/:symbol/events", ({ params }) => {
      asked.push(String(params.symbol));
      const steps = ["best_mark", "added", "opened"].slice(-asked.length);
      return HttpResponse.json({
        events: steps.map((step, leg) => aLine({ step, leg })),
        next: null,
      });
    }),
  );
  hold("10");
  show(<Positions accountId={ACCOUNT_ID} />);
  expect(await screen.findByRole("heading", { name: "History of AAPL" })).toBeVisible();
  expect(await screen.findAllByTestId("history-line")).toHaveLength(1);

  hold("15");
  await waitFor(() => expect(screen.getAllByTestId("history-line")).toHaveLength(2));

  await userEvent.click(screen.getByRole("button", { name: "KO" }));
  expect(await screen.findByText("Best mark")).toBeVisible();
  expect(asked).toEqual(["AAPL", "AAPL", "KO"]);
});

it("says where a history comes from while there is none", () => {
  show(<Positions accountId={ACCOUNT_ID} />);
  expect(screen.getByText(/written down here, from its first fill/)).toBeVisible();
});
