import clsx from "clsx";
import ChevronDown from "lucide-react/icons/chevron-down";
import { useState } from "react";
import type { AccountFigures } from "@/api/types";
import { Cautions } from "@/features/account/Cautions";
import { AccountFigure, ProfitFigure } from "@/features/account/Figure";

/**
 * The account at a glance. Three figures dominate: equity, today's result, and what can be spent.
 * All of them are the server's; nothing is computed here.
 */
export function AccountBanner() {
  const [all, setAll] = useState(false);
  const desk = all ? undefined : "desk";
  const wide = all ? undefined : "wide";
  return (
    <section
      aria-label="Account at a glance"
      className="flex shrink-0 flex-wrap items-stretch border-b border-line bg-panel max-lg:grid max-lg:grid-cols-3"
    >
      <AccountFigure label="Equity" name="equity" pick={equity} large />
      <ProfitFigure label="Day P/L" name="day-pnl" pick={dayPnl} percent={dayPnlPercent} large />
      <AccountFigure label="Buying power" name="buying-power" pick={buyingPower} large />
      <AccountFigure label="Cash" name="cash" pick={cash} />
      <ProfitFigure label="Unrealized" name="unrealized" pick={unrealized} />
      <MoreFigures open={all} onChange={setAll} />
      <AccountFigure label="Margin remaining" name="margin-remaining" pick={margin} extra={desk} />
      <AccountFigure label="Reserved" name="reserved" pick={reserved} extra={wide} />
      <AccountFigure label="Positions" name="positions-value" pick={positionsValue} extra={wide} />
      <ProfitFigure label="Realized" name="realized" pick={realized} extra={desk} />
      <ProfitFigure label="Total P/L" name="total-pnl" pick={totalPnl} extra={desk} />
      <Cautions />
    </section>
  );
}

const equity = (account: AccountFigures) => account.equity;
const dayPnl = (account: AccountFigures) => account.day_pnl;
const dayPnlPercent = (account: AccountFigures) => account.day_pnl_percent;
const buyingPower = (account: AccountFigures) => account.buying_power;
const cash = (account: AccountFigures) => account.cash;
const reserved = (account: AccountFigures) => account.reserved;
const positionsValue = (account: AccountFigures) => account.positions_value;
const unrealized = (account: AccountFigures) => account.unrealized_pnl;
const realized = (account: AccountFigures) => account.realized_pnl;
const totalPnl = (account: AccountFigures) => account.total_pnl;
const margin = (account: AccountFigures) => account.margin_remaining;

interface MoreFiguresProps {
  open: boolean;
  onChange: (open: boolean) => void;
}

/** Where there is no room for every figure, this shows the others too. */
function MoreFigures({ open, onChange }: MoreFiguresProps) {
  return (
    <button
      type="button"
      aria-expanded={open}
      onClick={() => onChange(!open)}
      className="flex items-center justify-center gap-1 text-xs text-dim hover:bg-raised hover:text-text lg:hidden"
    >
      {open ? "Fewer" : "More"} figures
      <ChevronDown
        aria-hidden
        className={clsx("size-3.5 transition-transform duration-100", open && "rotate-180")}
      />
    </button>
  );
}
