import clsx from "clsx";
import type { ReactNode } from "react";
import type { Account } from "@/api/types";
import { money } from "@/kernel/format";
import { date, fullTime } from "@/kernel/time";
import { useLive } from "@/live/store";
import { Empty } from "@/ui/Empty";
import { Panel } from "@/ui/Panel";
import { Private } from "@/ui/Private";
import { Signed } from "@/ui/Signed";

/** From what the account started with to what it is worth, figure by figure as the server has them. */
export function StatementPanel({ account }: { account: Account }) {
  const figures = useLive((state) => state.account);
  return (
    <Panel title="Statement">
      {figures === null ? (
        <Empty>Waiting for the account…</Empty>
      ) : (
        <div className="p-3">
          <p className="mb-2 text-sm">
            {account.name}
            <span className="text-dim">
              {" "}
              · opened {date(account.opened_at)} · as of {fullTime(figures.as_of)}
            </span>
          </p>
          <dl className="text-sm">
            <Row name="Started with">
              <Private>{money(figures.starting_balance)}</Private>
            </Row>
            <Row name="Realized P/L, before fees">
              <Signed value={figures.realized_pnl} as="money" />
            </Row>
            <Row name="Fees">
              <Private>{money(figures.fees)}</Private>
            </Row>
            <Row name="Dividends">
              <Private>{money(figures.dividends)}</Private>
            </Row>
            <Row name="Unrealized P/L">
              <Signed value={figures.unrealized_pnl} as="money" />
            </Row>
            <Row name="Total P/L" strong>
              <Signed value={figures.total_pnl} as="money" />
            </Row>
            <Row name="Cash">
              <Private>{money(figures.cash)}</Private>
            </Row>
            <Row name="Positions at their marks">
              <Private>{money(figures.positions_value)}</Private>
            </Row>
            <Row name="Equity" strong>
              <Private>{money(figures.equity)}</Private>
            </Row>
          </dl>
          {!figures.complete && (
            <p className="mt-2 text-xs text-warn">
              A position has no price at the moment and counts with what it cost.
            </p>
          )}
        </div>
      )}
    </Panel>
  );
}

interface RowProps {
  name: string;
  strong?: boolean;
  children: ReactNode;
}

function Row({ name, strong = false, children }: RowProps) {
  return (
    <div
      className={clsx(
        "flex justify-between gap-4 border-b border-line py-1.5",
        strong && "border-b-edge font-semibold",
      )}
    >
      <dt>{name}</dt>
      <dd className="figure live">{children}</dd>
    </div>
  );
}
