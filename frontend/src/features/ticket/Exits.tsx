import { NumberRow } from "@/features/ticket/NumberRow";
import { edit, useTicket } from "@/features/ticket/store";
import type { Decimal } from "@/kernel/decimal";
import { Checkbox } from "@/ui/Checkbox";

/** A take profit and a stop loss that become active as the order fills, and end each other. */
export function AttachedExits({ tick }: { tick: Decimal }) {
  const on = useTicket((ticket) => ticket.draft.exits === "on");
  const immediate = useTicket(
    ({ draft: { timeInForce } }) => timeInForce === "IOC" || timeInForce === "FOK",
  );
  return (
    <>
      <Checkbox
        label="Attach exits"
        hint="take profit, stop loss"
        checked={on}
        onChange={(checked) => edit({ exits: checked ? "on" : "off" })}
      />
      {on && <ExitPrices tick={tick} />}
      {on && immediate && (
        <p className="text-2xs text-dim">
          The exits of what fills stay until you cancel them: good till cancelled.
        </p>
      )}
    </>
  );
}

/** The prices of two exits, of which one cancels the other. */
export function ExitPrices({ tick }: { tick: Decimal }) {
  return (
    <>
      <NumberRow label="Take profit" field="takeProfit" step={tick} />
      <NumberRow label="Stop loss" field="stopLoss" step={tick} />
      <NumberRow label="Stop limit" field="stopLossLimit" step={tick} placeholder="at market" />
    </>
  );
}
