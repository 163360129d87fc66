import clsx from "clsx";
import type { ReactNode } from "react";
import type { AccountFigures } from "@/api/types";
import type { Decimal } from "@/kernel/decimal";
import { money } from "@/kernel/format";
import { useLive } from "@/live/store";
import { Signed } from "@/ui/Signed";
import { Tick } from "@/ui/Tick";
import { usePrivately } from "@/ui/usePrivately";

/** Figures that a small screen leaves out. */
const EXTRA = { desk: "max-lg:hidden", wide: "max-[1400px]:hidden" } as const;

type Pick = (account: AccountFigures) => Decimal | null;

interface FigureProps {
  label: string;
  /** The figure's test id is `figure-` and this. */
  name: string;
  pick: Pick;
  large?: boolean;
  extra?: keyof typeof EXTRA | undefined;
}

function usePicked(pick: Pick): Decimal | null {
  return useLive((state) => (state.account ? pick(state.account) : null));
}

export function AccountFigure({ label, name, pick, large = false, extra }: FigureProps) {
  const value = usePicked(pick);
  const privately = usePrivately();
  return (
    <Cell label={label} large={large} extra={extra}>
      <span data-testid={`figure-${name}`}>
        <Tick value={value} text={privately(money(value))} washes={false} className="-ml-0.5" />
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
  extra,
}: FigureProps & { percent?: Pick }) {
  const value = usePicked(pick);
  return (
    <Cell label={label} large={large} extra={extra}>
      <Signed value={value} as="money" glyph="after" testId={`figure-${name}`} />
      {percent && <Percent pick={percent} />}
    </Cell>
  );
}

function Percent({ pick }: { pick: Pick }) {
  return (
    <Signed
      value={usePicked(pick)}
      as="percent"
      glyph="none"
      className="ml-1 text-xs max-sm:hidden"
    />
  );
}

interface CellProps {
  label: string;
  large: boolean;
  extra?: keyof typeof EXTRA | undefined;
  children: ReactNode;
}

function Cell({ label, large, extra, children }: CellProps) {
  return (
    <div
      className={clsx(
        "flex min-w-0 grow flex-col justify-between border-r border-line px-3 py-1.5 last:border-r-0",
        large ? "lg:min-w-38 2xl:min-w-56" : "lg:min-w-24 2xl:min-w-36",
        extra && EXTRA[extra],
      )}
    >
      <span className="label">{label}</span>
      <span
        className={clsx(
          "flex items-center",
          large ? "h-6 text-base font-semibold lg:h-7 lg:text-xl" : "h-5 text-xs lg:text-sm",
        )}
      >
        {children}
      </span>
    </div>
  );
}
