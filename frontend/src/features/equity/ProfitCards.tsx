import type { ReactNode } from "react";
import type { AccountFigures } from "@/api/types";
import { compare, type Decimal } from "@/kernel/decimal";
import type { LiveState } from "@/live/state";
import { useLive } from "@/live/store";
import { Signed } from "@/ui/Signed";

/** The result four ways, each with what made it. Every figure is the server's. */
export function ProfitCards() {
  const worked = useLive((state) => count(state, "worked"));
  const failed = useLive((state) => count(state, "did_not_work"));
  const { best, worst } = useLive(extremes);
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

interface Extreme {
  symbol: string;
  pnl: Decimal;
}

type Extremes = Readonly<Record<"best" | "worst", Extreme | null>>;

/** Worked out once for each state of the positions, however often it is asked for. */
const known = new WeakMap<LiveState["positions"], Extremes>();

/** The open positions with the largest and the smallest unrealized result. */
function extremes({ positions }: LiveState): Extremes {
  const before = known.get(positions);
  if (before) return before;
  let best: Extreme | null = null;
  let worst: Extreme | null = null;
  for (const { symbol, unrealized_pnl: pnl } of Object.values(positions)) {
    if (pnl == null) continue;
    if (!best || compare(pnl, best.pnl) > 0) best = { symbol, pnl };
    if (!worst || compare(pnl, worst.pnl) < 0) worst = { symbol, pnl };
  }
  const found = { best, worst };
  known.set(positions, found);
  return found;
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
