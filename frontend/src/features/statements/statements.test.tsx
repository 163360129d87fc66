import { act, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, it } from "vitest";
import { ExportsPanel } from "@/features/statements/ExportsPanel";
import { StatementPanel } from "@/features/statements/StatementPanel";
import { NOTHING_KNOWN } from "@/live/state";
import { liveStore } from "@/live/store";
import { ACCOUNT_ID, anAccount, aSession } from "@/test/fixtures";
import { show } from "@/test/render";

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

it("links to the files of the chosen time, which the server makes", async () => {
  show(<ExportsPanel accountId={ACCOUNT_ID} />);
  const fills = screen.getByRole("link", { name: "Download fills as a workbook" });
  const equity = screen.getByRole("link", { name: "Download equity as CSV" });
  expect(fills).toHaveAttribute("href", `/api/v1/accounts/${ACCOUNT_ID}/exports/fills?format=xlsx`);
  expect(equity).toHaveAttribute(
    "href",
    `/api/v1/accounts/${ACCOUNT_ID}/exports/equity?format=csv`,
  );
  await userEvent.click(screen.getByLabelText("The last 30 days"));
  expect(fills.getAttribute("href")).toMatch(/&from=\d{4}-/);
  expect(equity.getAttribute("href")).toMatch(/&from=\d{4}-/);
});
