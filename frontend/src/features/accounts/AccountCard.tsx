import { useQuery } from "@tanstack/react-query";
import clsx from "clsx";
import { type ReactNode, useId } from "react";
import { worthQuery } from "@/api/accounts";
import type { PaperAccount } from "@/api/types";
import type { Wish } from "@/features/accounts/AccountList";
import { money } from "@/kernel/format";
import { feeWords, fillWords } from "@/kernel/models";
import { date } from "@/kernel/time";
import { Badge } from "@/ui/Badge";
import { Button } from "@/ui/Button";
import { Private } from "@/ui/Private";
import { Signed } from "@/ui/Signed";

interface AccountCardProps {
  account: PaperAccount;
  isShown: boolean;
  onShow: () => void;
  onWish: (what: Wish) => void;
}

export function AccountCard({ account, isShown, onShow, onWish }: AccountCardProps) {
  const id = useId();
  const isOpen = account.status === "OPEN";
  const resets = account.era - 1;
  return (
    <article
      aria-labelledby={id}
      data-testid="account-card"
      data-account-id={account.account_id}
      className={clsx(
        "flex h-full flex-col rounded-md border bg-panel",
        isShown ? "border-gold/70" : "border-line",
      )}
    >
      <header className="flex flex-wrap items-center gap-2 border-b border-line px-3 py-2">
        <h2 id={id} className="min-w-0 truncate text-sm font-semibold">
          {account.name}
        </h2>
        <Badge>{account.kind === "MARGIN" ? "Margin" : "Cash"}</Badge>
        {isShown && <Badge tone="gold">On the screen</Badge>}
        {!isOpen && <Badge tone="warn">Closed</Badge>}
        {resets > 0 && <Badge>{resets === 1 ? "Reset once" : `Reset ${resets} times`}</Badge>}
        {account.cloned_from && <Badge>Clone</Badge>}
      </header>
      <Worth account={account} />
      <dl className="grid grow grid-cols-[auto_1fr] content-start gap-x-4 gap-y-1 px-3 py-2 text-xs">
        <Term name="Fills">{fillWords(account.fill_model)}</Term>
        <Term name="Fees">{feeWords(account.fee_model)}</Term>
        <Term name="Hold window">
          {account.hold_seconds === 0 ? "None" : `${account.hold_seconds} s`}
        </Term>
        <Term name="Opened">{date(account.opened_at)}</Term>
      </dl>
      {isOpen && (
        <footer className="flex flex-wrap gap-1.5 border-t border-line px-3 py-2">
          {!isShown && (
            <Button look="primary" onClick={onShow}>
              Switch to it
            </Button>
          )}
          <Button onClick={() => onWish("change")}>Change</Button>
          <Button onClick={() => onWish("clone")}>Clone</Button>
          <Button onClick={() => onWish("reset")}>Reset</Button>
          <Button look="quiet" className="ml-auto" onClick={() => onWish("close")}>
            Close
          </Button>
        </footer>
      )}
    </article>
  );
}

/** Equity and result come from the portfolio; until they are here, what the book knows. */
function Worth({ account }: { account: PaperAccount }) {
  const worth = useQuery({ ...worthQuery(account.account_id), enabled: account.status === "OPEN" });
  const figures = worth.data?.account;
  return (
    <dl className="grid grid-cols-2 gap-x-4 gap-y-2 border-b border-line px-3 py-2.5 sm:grid-cols-4">
      <Figure name="Equity" large>
        <Private>{money(figures?.equity)}</Private>
      </Figure>
      <Figure name="Total P/L">
        <Signed value={figures?.total_pnl} as="money" glyph="after" />
      </Figure>
      <Figure name="Cash">
        <Private>{money(account.cash)}</Private>
      </Figure>
      <Figure name="Started with">
        <Private>{money(account.starting_balance)}</Private>
      </Figure>
    </dl>
  );
}

function Figure({ name, large, children }: { name: string; large?: boolean; children: ReactNode }) {
  return (
    <div className="min-w-0">
      <dt className="label">{name}</dt>
      <dd className={clsx("figure", large ? "text-base" : "text-sm")}>{children}</dd>
    </div>
  );
}

function Term({ name, children }: { name: string; children: ReactNode }) {
  return (
    <>
      <dt className="text-dim">{name}</dt>
      <dd>{children}</dd>
    </>
  );
}
