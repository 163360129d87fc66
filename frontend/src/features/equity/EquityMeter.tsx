import { Meter } from "@base-ui/react/meter";
import clsx from "clsx";
import { composition, deviation, type Share } from "@/features/equity/shares";
import { signOf } from "@/kernel/decimal";
import { money, quantity, signedMoney } from "@/kernel/format";
import { useLive } from "@/live/store";
import { Private } from "@/ui/Private";
import { usePrivately } from "@/ui/usePrivately";

const FILLS: Record<Share["name"], string> = {
  Positions: "bg-gold",
  Reserved: "bg-gold/45",
  "Free cash": "bg-edge/60",
};

/** Equity against the balance the account started with, and what it is made of. */
export function EquityMeter() {
  const account = useLive((state) => state.account);
  const privately = usePrivately();
  if (!account?.equity) return null;
  const { at, span } = deviation(account.equity, account.starting_balance);
  const sign = signOf(account.total_pnl ?? "0");
  const percent = `${quantity(String(Math.round(span * 1000) / 10))}%`;
  return (
    <div className="flex flex-col gap-1.5 px-2 py-2">
      <Meter.Root
        aria-label="Equity against the starting balance"
        min={-1}
        max={1}
        value={at}
        aria-valuetext={`${privately(money(account.equity))}, ${privately(signedMoney(account.total_pnl))} since the start`}
        className="relative h-2.5 rounded-sm bg-line"
      >
        <span
          aria-hidden
          className={clsx("absolute inset-y-0 rounded-sm", sign < 0 ? "bg-down" : "bg-up")}
          style={{ left: `${50 + Math.min(0, at) * 50}%`, width: `${Math.abs(at) * 50}%` }}
        />
        <span aria-hidden className="absolute -inset-y-0.5 left-1/2 w-px bg-text" />
      </Meter.Root>
      <div className="figure flex justify-between text-2xs text-dim">
        <span>−{percent}</span>
        <span>
          <Private>{money(account.starting_balance)}</Private>
        </span>
        <span>+{percent}</span>
      </div>
      <div aria-hidden className="flex h-1 gap-px overflow-hidden rounded-sm">
        {composition(account).map(({ name, share }) => (
          <span key={name} className={FILLS[name]} style={{ width: `${share * 100}%` }} />
        ))}
      </div>
      <ul className="flex flex-wrap gap-x-3 text-2xs text-dim" aria-label="What equity is made of">
        {composition(account).map(({ name }) => (
          <li key={name} className="flex items-center gap-1">
            <span aria-hidden className={clsx("size-1.5 rounded-full", FILLS[name])} />
            {name}
          </li>
        ))}
      </ul>
    </div>
  );
}
