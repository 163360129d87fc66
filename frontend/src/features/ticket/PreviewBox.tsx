import clsx from "clsx";
import type { ReactNode } from "react";
import type { OrderPreview } from "@/api/types";
import { useTicket } from "@/features/ticket/store";
import { usePreview } from "@/features/ticket/usePreview";
import { money, price } from "@/kernel/format";
import { age, fullTime } from "@/kernel/time";
import { useLive } from "@/live/store";
import { Private } from "@/ui/Private";
import { Warning } from "@/ui/Warning";

/** What the order would cost, set aside and do now, as the book reckons it; nothing is sent. */
export function PreviewBox({ accountId }: { accountId: string }) {
  const side = useTicket((ticket) => ticket.draft.side);
  const buyingPower = useLive((state) => state.account?.buying_power ?? null);
  const isPair = useTicket((ticket) => ticket.draft.type === "OCO");
  const { preview, stopLoss, error, isOld } = usePreview(accountId);
  return (
    <section aria-label="Preview" className="border-t border-line pt-2 text-xs">
      <dl className={clsx("grid grid-cols-[1fr_auto] gap-y-0.5", isOld && "opacity-60")}>
        <Line
          name={
            isPair ? "At the take profit" : side === "BUY" ? "Estimated cost" : "Estimated proceeds"
          }
          testId="ticket-estimate"
        >
          <About preview={preview} />
        </Line>
        {isPair && (
          <Line name="At the stop loss">
            <About preview={stopLoss} />
          </Line>
        )}
        <Line name="Fees">
          {preview ? <Private>{money(preview.estimated_fees)}</Private> : "—"}
        </Line>
        <Line name="Buying power">
          <Private>{money(preview?.buying_power ?? buyingPower)}</Private>
        </Line>
        <Line name="after it" testId="ticket-buying-power-after">
          {preview && !preview.refusal ? (
            <Private>{money(preview.buying_power_after)}</Private>
          ) : (
            "—"
          )}
        </Line>
      </dl>
      <p className="mt-1 h-4 truncate text-2xs text-dim">
        {preview ? (
          <Outlook preview={preview} />
        ) : (
          !error && "Needs a symbol, a quantity and its prices."
        )}
      </p>
      {preview?.opens_at && !preview.refusal && (
        <Warning testId="ticket-closed">
          The market of {preview.symbol} is closed. The order would wait until it opens,{" "}
          {fullTime(preview.opens_at)}.
        </Warning>
      )}
      {preview?.refusal && (
        <Warning testId="ticket-refusal">Would be refused: {preview.refusal.reason}</Warning>
      )}
      {error && !preview && <Warning>No preview: {error.message}</Warning>}
    </section>
  );
}

function About({ preview }: { preview: OrderPreview | undefined }) {
  if (preview?.estimated_value == null) return "—";
  return (
    <>
      ≈ <Private>{money(preview.estimated_value)}</Private>
    </>
  );
}

interface LineProps {
  name: string;
  testId?: string;
  children: ReactNode;
}

function Line({ name, testId, children }: LineProps) {
  return (
    <>
      <dt className="text-dim">{name}</dt>
      <dd data-testid={testId} className="figure live text-right">
        {children}
      </dd>
    </>
  );
}

/** Whether it would fill now, at about which price, and how old the quote is that says so. */
function Outlook({ preview }: { preview: OrderPreview }) {
  const { quote, marketable, estimated_price: at, opens_at: opens } = preview;
  if (!quote) return "Nobody quotes this symbol now.";
  return (
    <>
      {marketable && !opens ? "Fills now near " : "Waits for "}
      <span className="figure">{price(at)}</span> · quote{" "}
      <span className="figure">{age(quote.age_ms)}</span> old
    </>
  );
}
