/**
 * How figures are written. Every function takes a decimal string (or null, which is "unknown"
 * and never zero) and formats it exactly: `Intl.NumberFormat` reads decimal strings without
 * passing through a float.
 */

import { type Decimal, multiply, placesOf, signOf } from "@/kernel/decimal";

export const UNKNOWN = "—";
const MINUS = "\u2212";

const formats = new Map<string, Intl.NumberFormat>();

function format(value: Decimal, minimum: number, maximum: number): string {
  const key = `${minimum}:${maximum}`;
  let formatter = formats.get(key);
  if (!formatter) {
    formatter = new Intl.NumberFormat("en-US", {
      minimumFractionDigits: minimum,
      maximumFractionDigits: maximum,
    });
    formats.set(key, formatter);
  }
  return formatter.format(value as Intl.StringNumericLiteral).replace("-", MINUS);
}

/** `$100,000.00`; negative amounts as `−$12.50`. */
export function money(value: Decimal | null | undefined): string {
  if (value == null) return UNKNOWN;
  const text = format(value, 2, 2);
  return text.startsWith(MINUS) ? `${MINUS}$${text.slice(1)}` : `$${text}`;
}

/** Money that is a gain or a loss: `+$12.50`, `−$12.50`, `$0.00`. */
export function signedMoney(value: Decimal | null | undefined): string {
  if (value == null) return UNKNOWN;
  return signOf(value) > 0 ? `+${money(value)}` : money(value);
}

/** `189.32`; up to four decimals where the price has them (below a dollar, average costs). */
export function price(value: Decimal | null | undefined): string {
  if (value == null) return UNKNOWN;
  return format(value, 2, Math.min(4, Math.max(2, placesOf(value))));
}

export function signedPrice(value: Decimal | null | undefined): string {
  if (value == null) return UNKNOWN;
  return signOf(value) > 0 ? `+${price(value)}` : price(value);
}

/** `1,200` or `0.125`: as many decimals as the quantity has. */
export function quantity(value: Decimal | null | undefined): string {
  return value == null ? UNKNOWN : format(value, 0, 9);
}

/** `+1.24%`. The value is in percent already. */
export function signedPercent(value: Decimal | null | undefined): string {
  if (value == null) return UNKNOWN;
  const text = `${format(value, 2, 2)}%`;
  return signOf(value) > 0 ? `+${text}` : text;
}

/** A plain ratio: `1.84`. */
export function ratio(value: Decimal | null | undefined): string {
  return value == null ? UNKNOWN : format(value, 2, 2);
}

/** A part of one as percent: `0.5714` is `57.1%`. */
export function share(value: Decimal | null | undefined): string {
  return value == null ? UNKNOWN : `${format(multiply(value, "100"), 1, 1)}%`;
}
