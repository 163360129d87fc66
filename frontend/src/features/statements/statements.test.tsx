import { act, screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { HttpResponse, http } from "msw";
import { expect, it, vi } from "vitest";
import { ExportsPanel } from "@/features/statements/ExportsPanel";
import { StatementPanel } from "@/features/statements/StatementPanel";
import { NOTHING_KNOWN } from "@/live/state";
import { liveStore } from "@/live/store";
import { ACCOUNT_ID, anAccount, aSession } from "@/test/fixtures";
import { show } from "@/test/render";
import { server } from "@/test/server";
import * as files from "@/ui/saveText";

it("shows the server's figures, from the start to what the account is worth", () => {
  const [account] = aSession().accounts;
  if (!account) throw new Error("a session has an account");
  show(<StatementPanel account={account} />);
  expect(screen.getByText("Waiting for the account…")).toBeVisible();
  act(() =>
    liveStore.setState({
      ...NOTHING_KNOWN,
      account: anAccount({ realized_pnl: "-14.87", equity: "99994.48", complete: false }),
    }),
  );
  expect(screen.getByText("−$14.87")).toBeVisible();
  expect(screen.getByText("$99,994.48")).toBeVisible();
  expect(screen.getByText(/no price at the moment/)).toBeVisible();
});

it("links to the book's files of the chosen time, and makes the others from its figures", async () => {
  server.use(
    http.get("*/api/v1/accounts/:id/equity", () =>
      HttpResponse.json({
        points: [
          {
            at: "2026-03-02T15:00:00Z",
            equity: "100000.00",
            cash: "1.00",
            complete: true,
            is_close: false,
          },
        ],
      }),
    ),
  );
  const save = vi.spyOn(files, "saveText").mockImplementation(() => undefined);
  show(<ExportsPanel accountId={ACCOUNT_ID} />);
  const fills = screen.getByRole("link", { name: "Download fills as a workbook" });
  expect(fills).toHaveAttribute("href", `/api/v1/accounts/${ACCOUNT_ID}/exports/fills?format=xlsx`);
  await userEvent.click(screen.getByLabelText("The last 30 days"));
  expect(fills.getAttribute("href")).toMatch(/&from=\d{4}-/);

  await userEvent.click(screen.getByRole("button", { name: "Download equity as CSV" }));
  await waitFor(() => expect(save).toHaveBeenCalledOnce());
  expect(save.mock.calls[0]?.[2]).toBe(
    "at,equity,cash,complete,is_close\r\n2026-03-02T15:00:00Z,100000.00,1.00,true,false\r\n",
  );
});
