import clsx from "clsx";
import { type ComponentProps, memo, type ReactNode } from "react";
import type { Quote } from "@/api/types";
import type { Decimal } from "@/kernel/decimal";
import { price } from "@/kernel/format";
import { useLive } from "@/live/store";
import { flaw, QualityMark } from "@/ui/QualityMark";
import { Signed } from "@/ui/Signed";
import { Tick } from "@/ui/Tick";

interface QuoteRowProps {
  symbol: string;
  chosen: boolean;
  onChoose: (symbol: string) => void;
  /** What stands before the symbol: its place on the watchlist. */
  mark: ReactNode;
  /** How the row is dragged and moved. */
  row?: ComponentProps<"tr">;
}

export function QuoteRow({ symbol, chosen, onChoose, mark, row }: QuoteRowProps) {
  const quality = useLive((state) => state.quotes[symbol]?.quality ?? "loading");
  const reason = useLive((state) => state.quotes[symbol]?.reason ?? null);
  const since = useLive((state) => state.quotes[symbol]?.quality_since);
  const name = useLive((state) => state.quotes[symbol]?.name);
  const tradable = quality === "fresh";

  return (
    <tr
      {...row}
      data-testid="quote-row"
      data-symbol={symbol}
      data-quality={quality}
      title={flaw(reason, since) ?? name}
      className={clsx("relative", chosen && "bg-raised", !tradable && "text-dim")}
    >
      <td className={clsx("border-l-2 px-0!", chosen ? "border-l-gold" : "border-l-transparent")}>
        {mark}
      </td>
      <td className="pl-1!">
        <span className="flex items-center gap-1.5">
          <button
            type="button"
            aria-label={`Trade ${symbol}`}
            aria-pressed={chosen}
            onClick={() => onChoose(symbol)}
            data-row-focus
            className="font-medium after:absolute after:inset-0"
          >
            {symbol}
          </button>
          {!tradable && <QualityMark quality={quality} reason={reason} since={since} />}
        </span>
      </td>
      <Figures symbol={symbol} tradable={tradable} />
    </tr>
  );
}

/** The live cells: they render by themselves and not with their row. */
const Figures = memo(function Figures({ symbol, tradable }: { symbol: string; tradable: boolean }) {
  return (
    <>
      <td className="num">
        <LivePrice symbol={symbol} pick={last} className={tradable ? "text-text" : ""} />
      </td>
      <td className="num">
        <Change symbol={symbol} dim={!tradable} />
      </td>
      <td className="num @max-[290px]:hidden">
        <LivePrice symbol={symbol} pick={bid} className="text-soft" />
      </td>
      <td className="num @max-[290px]:hidden">
        <LivePrice symbol={symbol} pick={ask} className="text-soft" />
      </td>
    </>
  );
});

const last = (quote: Quote) => quote.last;
const bid = (quote: Quote) => quote.bid;
const ask = (quote: Quote) => quote.ask;

interface LivePriceProps {
  symbol: string;
  pick: (quote: Quote) => Decimal | null;
  className: string;
}

function LivePrice({ symbol, pick, className }: LivePriceProps) {
  const value = useLive((state) => {
    const quote = state.quotes[symbol];
    return quote ? pick(quote) : null;
  });
  return <Tick value={value} text={price(value)} className={className} />;
}

function Change({ symbol, dim }: { symbol: string; dim: boolean }) {
  const percent = useLive((state) => state.quotes[symbol]?.change_percent);
  return <Signed value={percent} as="percent" className={clsx(dim && "text-dim!")} />;
}
