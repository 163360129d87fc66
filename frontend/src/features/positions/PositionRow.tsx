import clsx from "clsx";
import { memo } from "react";
import type { Position } from "@/api/types";
import { close } from "@/features/positions/closing";
import type { Decimal } from "@/kernel/decimal";
import { money, price, quantity } from "@/kernel/format";
import { useLive } from "@/live/store";
import { Button } from "@/ui/Button";
import { Private } from "@/ui/Private";
import { QualityMark } from "@/ui/QualityMark";
import { rowKeys } from "@/ui/rows";
import { Signed } from "@/ui/Signed";
import { Tick } from "@/ui/Tick";

interface PositionRowProps {
  symbol: string;
  /** Whether it is the one whose history is shown. */
  chosen?: boolean;
  onChoose: (symbol: string) => void;
}

type Pick = (position: Position) => Decimal | null;

function usePosition<T>(symbol: string, pick: (position: Position) => T): T | null {
  return useLive((state) => {
    const position = state.positions[symbol];
    return position ? pick(position) : null;
  });
}

export const PositionRow = memo(function PositionRow({
  symbol,
  chosen,
  onChoose,
}: PositionRowProps) {
  const held = usePosition(symbol, (position) => position.quantity);
  const average = usePosition(symbol, (position) => position.average_price);
  return (
    <tr
      {...rowKeys({ c: () => void close("close", symbol), f: () => void close("flip", symbol) })}
      data-testid="position-row"
      data-symbol={symbol}
      className={clsx("focus-within:bg-raised", chosen && "bg-raised")}
    >
      <td>
        <button
          type="button"
          data-row-focus
          aria-pressed={chosen}
          onClick={() => onChoose(symbol)}
          className="font-medium hover:text-gold aria-pressed:text-gold"
        >
          {symbol}
        </button>
      </td>
      <td className="num figure" data-testid="position-quantity">
        <Private>{quantity(held)}</Private>
      </td>
      <td className="num figure text-dim @max-[560px]:hidden" data-testid="position-average">
        {price(average)}
      </td>
      <td className="num">
        <Mark symbol={symbol} />
      </td>
      <td className="num @max-[560px]:hidden">
        <Value symbol={symbol} />
      </td>
      <td className="num">
        <Profit symbol={symbol} pick={unrealized} as="money" testId="position-unrealized" />
      </td>
      <td className="num @max-[480px]:hidden">
        <Profit symbol={symbol} pick={percent} as="percent" />
      </td>
      <td className="num @max-[640px]:hidden">
        <Profit symbol={symbol} pick={day} as="money" />
      </td>
      <td className="num">
        <span className="inline-flex gap-1">
          <Button
            size="row"
            aria-label={`Flip ${symbol}`}
            title="Turn the position round with one market order (F)"
            onClick={() => void close("flip", symbol)}
            className="@max-[480px]:hidden"
          >
            Flip
          </Button>
          <Button
            size="row"
            aria-label={`Close ${symbol}`}
            title="Close all of it with one market order (C)"
            onClick={() => void close("close", symbol)}
          >
            Close
          </Button>
        </span>
      </td>
    </tr>
  );
});

const unrealized: Pick = (position) => position.unrealized_pnl;
const percent: Pick = (position) => position.unrealized_pnl_percent;
const day: Pick = (position) => position.day_pnl;

function Mark({ symbol }: { symbol: string }) {
  const mark = usePosition(symbol, (position) => position.mark);
  const quality = usePosition(symbol, (position) => position.mark_quality) ?? "fresh";
  return (
    <span className="inline-flex items-center gap-1" data-testid="position-mark">
      {quality !== "fresh" && <QualityMark quality={quality} />}
      <Tick value={mark} text={price(mark)} />
    </span>
  );
}

function Value({ symbol }: { symbol: string }) {
  const value = usePosition(symbol, (position) => position.value);
  return (
    <span className="figure live" data-testid="position-value">
      <Private>{money(value)}</Private>
    </span>
  );
}

interface ProfitProps {
  symbol: string;
  pick: Pick;
  as: "money" | "percent";
  testId?: string;
}

function Profit({ symbol, pick, as, testId }: ProfitProps) {
  return (
    <Signed
      value={usePosition(symbol, pick)}
      as={as}
      glyph={as === "money" ? "before" : "none"}
      {...(testId ? { testId } : {})}
    />
  );
}
