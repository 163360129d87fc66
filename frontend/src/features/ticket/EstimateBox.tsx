import { useQuery } from "@tanstack/react-query";
import clsx from "clsx";
import { instrumentQuery } from "@/api/orders";
import { estimate } from "@/features/ticket/estimate";
import { useTicket } from "@/features/ticket/store";
import { compare } from "@/kernel/decimal";
import { money } from "@/kernel/format";
import { useLive } from "@/live/store";

/** What the order would roughly cost, beside what may be spent. The book decides. */
export function EstimateBox() {
  const draft = useTicket((ticket) => ticket.draft);
  const quote = useLive((state) => state.quotes[draft.symbol]);
  const buyingPower = useLive((state) => state.account?.buying_power ?? null);
  const { data: instrument } = useQuery(instrumentQuery(quote ? draft.symbol : ""));
  const estimated = estimate(draft, quote, instrument?.multiplier);
  const isOver =
    draft.side === "BUY" &&
    estimated !== null &&
    buyingPower !== null &&
    compare(estimated.amount, buyingPower) > 0;

  return (
    <dl className="grid grid-cols-[1fr_auto] gap-y-0.5 border-t border-line pt-2 text-xs">
      <dt className="text-dim">Estimated {draft.side === "BUY" ? "cost" : "proceeds"}</dt>
      <dd
        data-testid="ticket-estimate"
        className={clsx("figure live text-right", isOver ? "text-warn" : "text-text")}
      >
        {estimated ? `≈ ${money(estimated.amount)}` : "—"}
      </dd>
      <dd className="col-span-2 -mt-0.5 text-2xs text-dim">
        {estimated ? `at the ${estimated.basis}, before fees` : "needs a price and a quantity"}
      </dd>
      <dt className="text-dim">Buying power</dt>
      <dd className="figure live text-right">{money(buyingPower)}</dd>
      {isOver && <dd className="col-span-2 text-2xs text-warn">▲ More than your buying power.</dd>}
    </dl>
  );
}
