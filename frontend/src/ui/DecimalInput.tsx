import clsx from "clsx";
import type { ComponentProps, KeyboardEvent } from "react";
import { compare, type Decimal, readDecimal, stepBy } from "@/kernel/decimal";

interface DecimalInputProps extends Omit<ComponentProps<"input">, "onChange" | "value" | "step"> {
  /** What was typed, which need not be a number yet. */
  value: string;
  onChange: (text: string) => void;
  /** What an arrow key adds or takes; with Shift it is ten of them. */
  step: Decimal;
  invalid?: boolean;
}

/**
 * A number as text: exact, pasteable, and deaf to the scroll wheel, which has sent many an order
 * at a price nobody chose.
 */
export function DecimalInput({
  value,
  onChange,
  step,
  invalid = false,
  className,
  onKeyDown,
  ...rest
}: DecimalInputProps) {
  function move(event: KeyboardEvent<HTMLInputElement>): void {
    onKeyDown?.(event);
    const direction = { ArrowUp: 1, ArrowDown: -1 }[event.key];
    if (direction === undefined || event.defaultPrevented) return;
    event.preventDefault();
    const start = readDecimal(value) ?? "0";
    const next = stepBy(start, step, direction * (event.shiftKey ? 10 : 1));
    onChange(compare(next, "0") < 0 ? "0" : next);
  }

  return (
    <input
      type="text"
      inputMode="decimal"
      autoComplete="off"
      spellCheck={false}
      value={value}
      onChange={(event) => onChange(event.target.value)}
      onKeyDown={move}
      aria-invalid={invalid || undefined}
      className={clsx(
        "figure h-7 w-full min-w-0 rounded-sm border bg-field px-2 text-right text-xs hover:border-edge disabled:opacity-60",
        invalid ? "border-warn" : "border-line",
        className,
      )}
      {...rest}
    />
  );
}
