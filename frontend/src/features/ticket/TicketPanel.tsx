import { type KeyboardEvent, type ReactNode, useEffect, useRef } from "react";
import type { Side } from "@/api/types";
import { chooseType } from "@/features/ticket/chooseType";
import type { TicketType } from "@/features/ticket/draft";
import { PreviewBox } from "@/features/ticket/PreviewBox";
import { PriceFields } from "@/features/ticket/PriceFields";
import { QuoteStrip } from "@/features/ticket/QuoteStrip";
import { SendButton } from "@/features/ticket/SendButton";
import { SymbolField } from "@/features/ticket/SymbolField";
import { accept, send } from "@/features/ticket/send";
import { edit, useTicket } from "@/features/ticket/store";
import { TimeFields } from "@/features/ticket/TimeFields";
import { useLive } from "@/live/store";
import { Panel } from "@/ui/Panel";
import { Segmented } from "@/ui/Segmented";
import { isTyping } from "@/ui/useKey";

const SIDES = [
  { value: "BUY", label: "Buy", tone: "up" },
  { value: "SELL", label: "Sell", tone: "down" },
] as const satisfies readonly { value: Side; label: string; tone: "up" | "down" }[];

const TYPES = [
  { value: "MARKET", label: "MKT", title: "Market" },
  { value: "LIMIT", label: "LMT", title: "Limit" },
  { value: "STOP", label: "STP", title: "Stop" },
  { value: "STOP_LIMIT", label: "STP LMT", title: "Stop limit" },
  { value: "TRAILING_STOP", label: "TRAIL", title: "Trailing stop" },
  { value: "OCO", label: "OCO", title: "One cancels the other: take profit and stop loss" },
] as const satisfies readonly { value: TicketType; label: string; title: string }[];

interface TicketPanelProps {
  accountId: string;
  /** What stands under the form. */
  children?: ReactNode;
}

/** The order ticket. Ctrl or Cmd with Enter sends; Enter alone does not. */
export function TicketPanel({ accountId, children }: TicketPanelProps) {
  const side = useTicket((ticket) => ticket.draft.side);
  const type = useTicket((ticket) => ticket.draft.type);
  const form = useRef<HTMLFormElement>(null);
  useLostAnswerFound();

  async function submit(): Promise<void> {
    if (await send(accountId)) return;
    form.current?.querySelector<HTMLElement>("[aria-invalid=true]")?.focus();
  }

  function press(event: KeyboardEvent): void {
    if (event.key === "Escape" && isTyping(event.target)) {
      // Out of the field: the keys of the war room work again.
      (event.target as HTMLElement).blur();
      return;
    }
    if (event.key !== "Enter") return;
    const isField = event.target instanceof HTMLInputElement;
    if ((event.ctrlKey || event.metaKey) && !event.repeat) {
      event.preventDefault();
      void submit();
    } else if (isField || event.repeat) {
      // Enter in a field must never send money by accident, nor a key held down send twice.
      event.preventDefault();
    }
  }

  return (
    <Panel name="ticket" title="Ticket">
      <form
        ref={form}
        aria-label="Order ticket"
        onKeyDown={press}
        onSubmit={(event) => {
          event.preventDefault();
          void submit();
        }}
        className="flex flex-col gap-2 p-2 pb-0 short:min-h-full"
        noValidate
      >
        <Segmented
          legend="Side"
          options={SIDES}
          value={side}
          onChange={(value) => edit({ side: value })}
          large
        />
        <SymbolField />
        <QuoteStrip />
        <Segmented legend="Order type" options={TYPES} value={type} onChange={chooseType} />
        <PriceFields />
        <TimeFields />
        <PreviewBox accountId={accountId} />
        {/* Where there is no room for all of it, the button stays in sight and in its place. */}
        <div className="flex flex-col gap-2 bg-panel pb-2 short:sticky short:bottom-0 short:mt-auto short:flex-col-reverse short:border-t short:border-line short:pt-2">
          <SendButton />
          <div className="flex max-h-28 flex-col gap-1 overflow-auto empty:hidden">{children}</div>
        </div>
      </form>
    </Panel>
  );
}

/** An order whose answer was lost shows up on the socket: then there is no doubt any more. */
function useLostAnswerFound(): void {
  const awaited = useTicket((ticket) =>
    ticket.attempt.kind === "uncertain" ? ticket.intentId : null,
  );
  const found = useLive(
    (state) =>
      awaited !== null &&
      Object.values(state.orders).some((order) => order.client_order_id === awaited),
  );
  useEffect(() => {
    if (found) accept();
  }, [found]);
}
