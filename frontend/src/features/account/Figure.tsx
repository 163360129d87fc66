import clsx from "clsx";
import type { ReactNode } from "react";
import type { AccountFigures } from "@/api/types";
import type { Decimal } from "@/kernel/decimal";
import { money } from "@/kernel/format";
import { useLive } from "@/live/store";
import { Signed } from "@/ui/Signed";
import { Tick } from "@/ui/Tick";

type Pick = (account: AccountFigures) => Decimal | null;

interface FigureProps {
  label: string;
  /** The figure's test id is `figure-` and this. */
  name: string;
  pick: Pick;
  large?: boolean;
}

function usePicked(pick: Pick): Decimal | null {
  return useLive((state) => (state.account ? pick(state.account) : null));
}

export function AccountFigure({ label, name, pick, large = false }: FigureProps) {
  const value = usePicked(pick);
  return (
    <Cell label={label} large={large}>
      <span data-testid={`figure-${name}`}>
        <Tick value={value} text={money(value)} className="-ml-0.5" />
      </span>
    </Cell>
  );
}

export function ProfitFigure({
  label,
  name,
  pick,
  percent,
  large = false,
}: FigureProps & { percent?: Pick }) {
  const value = usePicked(pick);
  return (
    <Cell label={label} large={large}>
      <Signed value={value} as="money" testId={`figure-${name}`} />
      {percent && <Percent pick={percent} />}
    </Cell>
  );
}

function Percent({ pick }: { pick: Pick }) {
  return (
    <Signed
      value={usePicked(pick)}
      as="percent"
      glyph={false}
      className="ml-2 text-xs max-sm:hidden"
    />
  );
}

function Cell({ label, large, children }: { label: string; large: boolean; children: ReactNode }) {
  return (
    <div
      className={clsx(
        "flex min-w-0 flex-col justify-center border-r border-line px-3 py-1.5",
        large ? "lg:min-w-44 2xl:min-w-56" : "lg:min-w-28 2xl:min-w-36",
      )}
    >
      <span className="label">{label}</span>
      <span
        className={clsx(
          "flex items-baseline",
          large ? "text-base font-semibold lg:text-xl" : "text-xs lg:text-sm",
        )}
      >
        {children}
      </span>
    </div>
  );
}
