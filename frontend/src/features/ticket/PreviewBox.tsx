import clsx from "clsx";
import type { ReactNode } from "react";
import type { OrderPreview } from "@/api/types";
import { useTicket } from "@/features/ticket/store";
import { usePreview } from "@/features/ticket/usePreview";
import { money, price } from "@/kernel/format";
import { age } from "@/kernel/time";
import { useLive } from "@/live/store";
import { Private } from "@/ui/Private";
import { Warning } from "@/ui/Warning";

/** What the order would cost, set aside and do now, as the book reckons it; nothing is sent. */
export function PreviewBox({ accountId }: { accountId: string }) {
  const side = useTicket((ticket) => ticket.draft.side);
  const buyingPower = useLive((state) => state.account?.buying_power ?? null);
  const { preview, error, isOld } = usePreview(accountId);
  return (
    <section aria-label="Preview" className="border-t border-line pt-2 text-xs">
      <dl className={clsx("grid grid-cols-[1fr_auto] gap-y-0.5", isOld && "opacity-60")}>
        <Line
          name={side === "BUY" ? "Estimated cost" : "Estimated proceeds"}
          testId="ticket-estimate"
        >
          {preview?.estimated_value != null ? (
            <>
              ≈ <Private>{money(preview.estimated_value)}</Private>
            </>
          ) : (
            "—"
          )}
        </Line>
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
      {preview?.refusal && (
        <Warning testId="ticket-refusal">Would be refused: {preview.refusal.reason}</Warning>
      )}
      {error && !preview && <Warning>No preview: {error.message}</Warning>}
    </section>
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
  const { quote, marketable, estimated_price: at } = preview;
  if (!quote) return "Nobody quotes this symbol now.";
  return (
    <>
      {marketable ? "Fills now near " : "Waits for "}
      <span className="figure">{price(at)}</span> · quote{" "}
      <span className="figure">{age(quote.age_ms)}</span> old
    </>
  );
}
