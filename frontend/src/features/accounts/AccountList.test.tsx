import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { HttpResponse, http } from "msw";
import { expect, it, vi } from "vitest";
import { AccountList } from "@/features/accounts/AccountList";
import { OpenAccountDialog } from "@/features/accounts/OpenAccountDialog";
import { aPaperAccount } from "@/test/accounts";
import { ACCOUNT_ID, anAccount } from "@/test/fixtures";
import { show } from "@/test/render";
import { problem, server } from "@/test/server";
import { Confirmation } from "@/ui/Confirmation";

const OTHER = "99999999-9999-4999-8999-999999999999";

function withAccounts(...accounts: ReturnType<typeof aPaperAccount>[]): void {
  server.use(
    http.get("*/api/v1/accounts", () => HttpResponse.json({ accounts })),
    http.get("*/api/v1/accounts/:id/snapshot", () =>
      HttpResponse.json({
        account: anAccount({ equity: "100250.00", total_pnl: "250.00" }),
        positions: [],
        closed: [],
      }),
    ),
  );
}

function list() {
  const onShow = vi.fn();
  const onChanged = vi.fn(async () => undefined);
  show(
    <>
      <AccountList shownId={ACCOUNT_ID} onShow={onShow} onChanged={onChanged} />
      <Confirmation />
    </>,
  );
  return { onShow, onChanged };
}

it("shows each account with its worth, and switches to another", async () => {
  withAccounts(
    aPaperAccount(),
    aPaperAccount({ account_id: OTHER, name: "Bold", kind: "MARGIN", fee_model: "flat:1.00" }),
  );
  const { onShow } = list();

  const mine = await screen.findByRole("article", { name: "Paper account" });
  expect(await within(mine).findByText("$100,250.00")).toBeVisible();
  expect(within(mine).getByText("+$250.00")).toBeVisible();
  expect(within(mine).queryByRole("button", { name: "Switch to it" })).toBeNull();

  const bold = screen.getByRole("article", { name: "Bold" });
  expect(within(bold).getByText("$1.00 an order")).toBeVisible();
  await userEvent.click(within(bold).getByRole("button", { name: "Switch to it" }));
  expect(onShow).toHaveBeenCalledWith(OTHER);
});

it("resets under one id however often it has to be sent, and says what was refused", async () => {
  withAccounts(aPaperAccount());
  const sent: { client_reset_id: string; starting_balance: string }[] = [];
  server.use(
    http.post("*/api/v1/accounts/:id/reset", async ({ request }) => {
      sent.push((await request.json()) as (typeof sent)[number]);
      if (sent.length > 1) return HttpResponse.json(aPaperAccount({ era: 2 }));
      const errors = [{ field: "body.starting_balance", reason: "Give more than nothing." }];
      return problem(422, "invalid_request", "The request has a mistake.", { errors });
    }),
  );
  const { onChanged } = list();
  await userEvent.click(await screen.findByRole("button", { name: "Reset" }));
  const balance = screen.getByLabelText("Starting balance, $");
  expect(balance).toHaveValue("100,000.00");
  await userEvent.clear(balance);
  await userEvent.type(balance, "0");
  await userEvent.click(screen.getByRole("button", { name: "Reset the account" }));
  expect(await screen.findByText("Give more than nothing.")).toBeVisible();

  await userEvent.clear(balance);
  await userEvent.type(balance, "25,000.50");
  await userEvent.click(screen.getByRole("button", { name: "Reset the account" }));
  await waitFor(() => expect(onChanged).toHaveBeenCalledOnce());
  expect(sent[1]).toEqual({
    client_reset_id: sent[0]?.client_reset_id,
    starting_balance: "25000.50",
  });
});

it("closes only after a yes", async () => {
  withAccounts(aPaperAccount());
  let closed = 0;
  server.use(
    http.post("*/api/v1/accounts/:id/close", () => {
      closed += 1;
      return HttpResponse.json(aPaperAccount({ status: "CLOSED" }));
    }),
  );
  const { onChanged } = list();
  await userEvent.click(await screen.findByRole("button", { name: "Close" }));
  await userEvent.click(await screen.findByRole("button", { name: "Back" }));
  expect(closed).toBe(0);

  await userEvent.click(screen.getByRole("button", { name: "Close" }));
  await userEvent.click(await screen.findByRole("button", { name: "Close the account" }));
  await waitFor(() => expect(onChanged).toHaveBeenCalledOnce());
  expect(closed).toBe(1);
});

it("says what failed and tries again", async () => {
  server.use(
    http.get("*/api/v1/accounts", () => problem(503, "unavailable", "The book is away."), {
      once: true,
    }),
  );
  list();
  expect(await screen.findByRole("alert")).toHaveTextContent("The book is away.");
  withAccounts(aPaperAccount());
  await userEvent.click(screen.getByRole("button", { name: "Try again" }));
  expect(await screen.findByRole("article")).toBeVisible();
});

it("opens an account with the models that were chosen", async () => {
  let sent: unknown;
  server.use(
    http.post("*/api/v1/accounts", async ({ request }) => {
      sent = await request.json();
      return HttpResponse.json(aPaperAccount(), { status: 201 });
    }),
  );
  const onOpened = vi.fn(async () => undefined);
  show(<OpenAccountDialog onClose={() => undefined} onOpened={onOpened} />);
  await userEvent.click(screen.getByText("Strict"));
  await userEvent.type(screen.getByLabelText("Slippage"), "0.05");
  await userEvent.click(screen.getByText("Per share"));
  await userEvent.type(screen.getByLabelText("Fee"), "0.005");
  await userEvent.click(screen.getByRole("button", { name: "Open the account" }));
  await waitFor(() => expect(onOpened).toHaveBeenCalledOnce());
  expect(sent).toMatchObject({
    kind: "CASH",
    starting_balance: "100000.00",
    fill_model: "strict+slippage:0.05",
    fee_model: "per_share:0.005",
    hold_seconds: 0,
  });
});
