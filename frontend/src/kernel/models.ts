/** The book's specifications of fill and fee models, taken apart for forms and put into words. */

export const FILLS = ["quote", "touch", "strict"] as const;
export const FEES = ["none", "per_share", "flat", "percent"] as const;

export interface FillChoice {
  model: (typeof FILLS)[number];
  /** Percent of the price that orders without a limit lose; `""` for none. */
  slippage: string;
}

export interface FeeChoice {
  kind: (typeof FEES)[number];
  /** Dollars a unit, dollars an order, or percent; `""` with `none`. */
  amount: string;
}

export const FILL_WORDS: Record<FillChoice["model"], { name: string; does: string }> = {
  quote: { name: "Quote", does: "At bid and ask, never more than the size shown." },
  touch: { name: "Touch", does: "Optimistic: any size, and a limit fills when it is touched." },
  strict: { name: "Strict", does: "Pessimistic: a limit fills once the market is beyond it." },
};

export const FEE_WORDS: Record<FeeChoice["kind"], { name: string; unit: string }> = {
  none: { name: "None", unit: "" },
  per_share: { name: "Per share", unit: "$ a share" },
  flat: { name: "Per order", unit: "$ an order" },
  percent: { name: "Percent", unit: "% of the fill" },
};

const SLIPPAGE = "slippage:";

export function readFill(spec: string): FillChoice {
  const [model = "", extra = ""] = spec.split("+");
  return {
    model: FILLS.find((each) => each === model) ?? "quote",
    slippage: extra.startsWith(SLIPPAGE) ? extra.slice(SLIPPAGE.length) : "",
  };
}

export function writeFill({ model, slippage }: FillChoice): string {
  return slippage.trim() === "" ? model : `${model}+${SLIPPAGE}${slippage.trim()}`;
}

export function readFee(spec: string): FeeChoice {
  const [kind = "", amount = ""] = spec.split(":");
  return { kind: FEES.find((each) => each === kind) ?? "none", amount };
}

export function writeFee({ kind, amount }: FeeChoice): string {
  return kind === "none" ? kind : `${kind}:${amount.trim() || "0"}`;
}

/** `Quote, 0.05% slippage` */
export function fillWords(spec: string): string {
  const { model, slippage } = readFill(spec);
  return slippage ? `${FILL_WORDS[model].name}, ${slippage}% slippage` : FILL_WORDS[model].name;
}

/** `$0.005 a share` */
export function feeWords(spec: string): string {
  const { kind, amount } = readFee(spec);
  if (kind === "none") return "None";
  return FEE_WORDS[kind].unit.replace(/^\S+/, kind === "percent" ? `${amount}%` : `$${amount}`);
}
