import clsx from "clsx";
import { type Decimal, signOf } from "@/kernel/decimal";
import { signedMoney, signedPercent, signedPrice } from "@/kernel/format";

const WRITERS = { money: signedMoney, percent: signedPercent, price: signedPrice } as const;
const COLORS = { [-1]: "text-down", 0: "text-text", 1: "text-up" } as const;
const GLYPHS = { [-1]: "▼", 0: "", 1: "▲" } as const;

interface SignedProps {
  value: Decimal | null | undefined;
  as: keyof typeof WRITERS;
  glyph?: boolean;
  testId?: string;
  className?: string;
}

/** A gain or a loss: sign and glyph say it, color repeats it. The glyph's width is reserved. */
export function Signed({ value, as, glyph = true, testId, className }: SignedProps) {
  const sign = value == null ? 0 : signOf(value);
  return (
    <span className={clsx("figure live inline-flex items-baseline gap-1", COLORS[sign], className)}>
      {glyph && (
        <span
          aria-hidden
          className="inline-block w-[1em] self-center text-center text-[0.72em] leading-none"
        >
          {GLYPHS[sign]}
        </span>
      )}
      <span data-testid={testId}>{WRITERS[as](value)}</span>
    </span>
  );
}
