import clsx from "clsx";
import { type Decimal, signOf } from "@/kernel/decimal";
import { signedMoney, signedPercent, signedPrice } from "@/kernel/format";
import { Private } from "@/ui/Private";

const WRITERS = { money: signedMoney, percent: signedPercent, price: signedPrice } as const;
const COLORS = { [-1]: "text-down", 0: "text-text", 1: "text-up" } as const;
const GLYPHS = { [-1]: "▼", 0: "", 1: "▲" } as const;

type Sign = -1 | 0 | 1;

interface SignedProps {
  value: Decimal | null | undefined;
  as: keyof typeof WRITERS;
  /** `before` figures that align right, `after` those that align left. */
  glyph?: "before" | "after" | "none";
  testId?: string;
  className?: string;
}

/** A gain or a loss: sign and glyph say it, color repeats it. The glyph's width is reserved. */
export function Signed({ value, as, glyph = "before", testId, className }: SignedProps) {
  const sign = value == null ? 0 : signOf(value);
  return (
    <span className={clsx("figure live", COLORS[sign], className)}>
      {glyph === "before" && <Glyph sign={sign} className="mr-1" />}
      <span data-testid={testId}>
        {as === "money" ? <Private>{WRITERS[as](value)}</Private> : WRITERS[as](value)}
      </span>
      {glyph === "after" && <Glyph sign={sign} className="ml-1" />}
    </span>
  );
}

function Glyph({ sign, className }: { sign: Sign; className: string }) {
  return (
    <span
      aria-hidden
      className={clsx(
        "inline-block w-[1em] text-center align-[0.12em] text-[0.72em] leading-none",
        className,
      )}
    >
      {GLYPHS[sign]}
    </span>
  );
}
