import type { ReactNode } from "react";
import { useShallow } from "zustand/react/shallow";
import type { AccountFigures, Position } from "@/api/types";
import { compare, type Decimal } from "@/kernel/decimal";
import type { LiveState } from "@/live/state";
import { useLive } from "@/live/store";
import { Signed } from "@/ui/Signed";

/** The result four ways, each with what made it. Every figure is the server's. */
export function ProfitCards() {
  const worked = useLive((state) => count(state, "worked"));
  const failed = useLive((state) => count(state, "did_not_work"));
  const best = useLive(useShallow((state) => extreme(state, 1)));
  const worst = useLive(useShallow((state) => extreme(state, -1)));
  return (
    <div className="grid grid-cols-2 gap-px border-y border-line bg-line">
      <Card label="Day" name="day-pnl" pick={day}>
        <Percent />
      </Card>
      <Card label="Unrealized" name="unrealized" pick={unrealized}>
        {best && (
          <>
            best {best.symbol} <Signed value={best.pnl} as="money" glyph="none" />
          </>
        )}
      </Card>
      <Card label="Realized" name="realized" pick={realized}>
        {worked} worked · {failed} didn't
      </Card>
      <Card label="Total" name="total-pnl" pick={total}>
        {worst && (
          <>
            worst {worst.symbol} <Signed value={worst.pnl} as="money" glyph="none" />
          </>
        )}
      </Card>
    </div>
  );
}

type Pick = (account: AccountFigures) => Decimal | null;

const day: Pick = (account) => account.day_pnl;
const unrealized: Pick = (account) => account.unrealized_pnl;
const realized: Pick = (account) => account.realized_pnl;
const total: Pick = (account) => account.total_pnl;

function count(state: LiveState, verdict: "worked" | "did_not_work"): number {
  return state.closed.filter((trip) => trip.verdict === verdict).length;
}

/** The open position with the largest (1) or smallest (-1) unrealized result. */
function extreme(
  { positions }: LiveState,
  direction: 1 | -1,
): { symbol: string; pnl: Decimal } | null {
  let found: Position | null = null;
  for (const each of Object.values(positions)) {
    if (each.unrealized_pnl == null) continue;
    const known = found?.unrealized_pnl ?? each.unrealized_pnl;
    if (!found || compare(each.unrealized_pnl, known) * direction > 0) found = each;
  }
  return found?.unrealized_pnl == null ? null : { symbol: found.symbol, pnl: found.unrealized_pnl };
}

interface CardProps {
  label: string;
  /** The figure's test id is `card-` and this. */
  name: string;
  pick: Pick;
  children: ReactNode;
}

function Card({ label, name, pick, children }: CardProps) {
  const value = useLive((state) => (state.account ? pick(state.account) : null));
  return (
    <div className="flex min-w-0 flex-col bg-panel px-2 py-1">
      <span className="label">{label}</span>
      <Signed value={value} as="money" glyph="after" testId={`card-${name}`} className="text-sm" />
      <span className="h-4 truncate text-2xs text-dim">{children}</span>
    </div>
  );
}

function Percent() {
  const value = useLive((state) => state.account?.day_pnl_percent);
  return <Signed value={value} as="percent" glyph="none" />;
}
