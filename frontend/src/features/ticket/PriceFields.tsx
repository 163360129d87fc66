import { useQuery } from "@tanstack/react-query";
import { instrumentQuery } from "@/api/orders";
import { needs } from "@/features/ticket/draft";
import { AttachedExits, ExitPrices } from "@/features/ticket/Exits";
import { NumberRow } from "@/features/ticket/NumberRow";
import { edit, useTicket } from "@/features/ticket/store";
import { useLive } from "@/live/store";
import { Segmented } from "@/ui/Segmented";

const TRAILS = [
  { value: "amount", label: "$", title: "Trail by an amount" },
  { value: "percent", label: "%", title: "Trail in percent" },
] as const;

const SIZES = [
  { value: "quantity", label: "#", title: "Number of units" },
  { value: "notional", label: "$", title: "Amount of money" },
] as const;

const HOLDS = ["0", "10", "30", "60"] as const;

/** Quantity, the prices that the order type has, and the hold. Arrow keys move by the tick. */
export function PriceFields() {
  const type = useTicket((ticket) => ticket.draft.type);
  const symbol = useTicket((ticket) => ticket.draft.symbol);
  const trailBy = useTicket((ticket) => ticket.draft.trailBy);
  const isQuoted = useLive((state) => symbol in state.quotes);
  const { data: instrument } = useQuery(instrumentQuery(isQuoted ? symbol : ""));
  const tick = instrument?.tick_size ?? "0.01";
  return (
    <>
      <Size fractionable={instrument?.fractionable ?? false} />
      {needs(type, "stopPrice") && <NumberRow label="Stop price" field="stopPrice" step={tick} />}
      {needs(type, "limitPrice") && (
        <NumberRow label="Limit price" field="limitPrice" step={tick} />
      )}
      {needs(type, "trail") && (
        <>
          <NumberRow label="Trail" field="trail" step={trailBy === "percent" ? "0.1" : tick} />
          <Segmented
            legend="Trail by"
            options={TRAILS}
            value={trailBy}
            onChange={(value) => edit({ trailBy: value })}
          />
        </>
      )}
      {type === "OCO" ? <ExitPrices tick={tick} /> : <AttachedExits tick={tick} />}
      {type !== "OCO" && <Hold />}
    </>
  );
}

/** So many units, or, where fractions trade, for so much money. */
function Size({ fractionable }: { fractionable: boolean }) {
  const isPair = useTicket((ticket) => ticket.draft.type === "OCO");
  const wanted = useTicket((ticket) => ticket.draft.sizeBy);
  const sizeBy = isPair ? "quantity" : wanted;
  const unit = !isPair && (fractionable || sizeBy === "notional") && (
    <Segmented
      legend="Size in"
      options={SIZES}
      value={sizeBy}
      onChange={(value) => edit({ sizeBy: value })}
    />
  );
  return sizeBy === "quantity" ? (
    <NumberRow label="Quantity" field="quantity" step="1" placeholder="0" unit={unit} />
  ) : (
    <NumberRow label="Amount" field="notional" step="100" placeholder="0.00" unit={unit} />
  );
}

/** The time in which the order may still be changed before the engine may touch it. */
function Hold() {
  const held = useTicket((ticket) => ticket.draft.holdSeconds);
  return (
    <NumberRow
      label="Hold, seconds"
      field="holdSeconds"
      step="5"
      placeholder="default"
      after={
        <span className="flex shrink-0">
          {HOLDS.map((seconds) => (
            <button
              key={seconds}
              type="button"
              aria-pressed={held === seconds}
              aria-label={seconds === "0" ? "No hold" : `Hold for ${seconds} seconds`}
              onClick={() => edit({ holdSeconds: seconds })}
              className="figure h-7 w-6 rounded-sm text-2xs text-dim hover:text-text aria-pressed:bg-line aria-pressed:text-text"
            >
              {seconds}
            </button>
          ))}
        </span>
      }
    />
  );
}
