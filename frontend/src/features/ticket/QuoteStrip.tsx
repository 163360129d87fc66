import { type Draft, needs } from "@/features/ticket/draft";
import { edit, useTicket } from "@/features/ticket/store";
import type { Decimal } from "@/kernel/decimal";
import { price, quantity } from "@/kernel/format";
import { useLive } from "@/live/store";
import { flaw, QualityMark } from "@/ui/QualityMark";
import { Tick } from "@/ui/Tick";
import { Warning } from "@/ui/Warning";

/** The chosen symbol's market. A click on bid, last or ask takes it as the order's price. */
export function QuoteStrip() {
  const draft = useTicket((ticket) => ticket.draft);
  const quote = useLive((state) => state.quotes[draft.symbol]);
  const phase = useLive((state) => state.phase);
  const take = takerFor(draft);
  return (
    <div className="rounded-sm border border-line bg-bg">
      <div className="grid grid-cols-3 divide-x divide-line">
        <Price label="Bid" value={quote?.bid} size={quote?.bid_size} take={take} />
        <Price label="Last" value={quote?.last} take={take} />
        <Price label="Ask" value={quote?.ask} size={quote?.ask_size} take={take} />
      </div>
      <p className="truncate border-t border-line px-2 py-1 text-2xs text-dim" title={quote?.name}>
        {quote ? quote.name : draft.symbol ? `No quote for ${draft.symbol}` : "Choose a symbol"}
      </p>
      {(phase === "stale" || phase === "reconnecting") && (
        <Warning className="border-t border-warn/40 px-2 py-1 text-2xs!">
          {phase === "stale" ? "No data arrives" : "No connection"}: these prices may be out of
          date.
        </Warning>
      )}
      {quote && quote.quality !== "fresh" && (
        <p className="border-t border-warn/40 px-2 py-1 text-2xs text-warn">
          <QualityMark quality={quote.quality} /> {flaw(quote.reason, quote.quality_since)}{" "}
          {quote.quality === "one_sided"
            ? "Orders fill only on the side that is there."
            : "Nothing fills on this quote. An order waits for a better one."}
        </p>
      )}
    </div>
  );
}

/** Where a clicked price goes; null for orders that have none. */
function takerFor({ type }: Draft): ((value: Decimal) => void) | null {
  if (needs(type, "limitPrice")) return (value) => edit({ limitPrice: value });
  if (needs(type, "stopPrice")) return (value) => edit({ stopPrice: value });
  return null;
}

interface PriceProps {
  label: string;
  value: Decimal | null | undefined;
  size?: Decimal | null | undefined;
  take: ((value: Decimal) => void) | null;
}

function Price({ label, value, size, take }: PriceProps) {
  const known = value ?? null;
  return (
    <button
      type="button"
      disabled={take === null || known === null}
      onClick={() => known !== null && take?.(known)}
      title={take ? `Use the ${label.toLowerCase()} as the price` : undefined}
      className="flex min-w-0 flex-col items-start px-2 py-1 not-disabled:hover:bg-raised"
    >
      <span className="label h-4">
        {label} {size != null && <span className="figure">{quantity(size)}</span>}
      </span>
      <Tick value={known} text={price(known)} className="-ml-0.5 text-sm" />
    </button>
  );
}
