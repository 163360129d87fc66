import type { Execution } from "@/api/types";
import { price, quantity } from "@/kernel/format";
import { age } from "@/kernel/time";

/** The quote that a fill was made on and the rule that was applied to it. */
export function ReceiptText({ receipt }: { receipt: Execution["receipt"] }) {
  return (
    <>
      {receipt.rule} · bid {sized(receipt.bid, receipt.bid_size)} · ask{" "}
      {sized(receipt.ask, receipt.ask_size)} · last{" "}
      <span className="figure">{price(receipt.last)}</span> · {receipt.source}, {receipt.quality},{" "}
      {age(receipt.age_ms)} old · model {receipt.model} v{receipt.model_version}
    </>
  );
}

function sized(value: string | null, size: string | null) {
  return (
    <span className="figure">
      {price(value)}
      {size !== null && `×${quantity(size)}`}
    </span>
  );
}
