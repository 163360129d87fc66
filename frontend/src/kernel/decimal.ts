/**
 * Exact decimal arithmetic on strings. Money travels as decimal strings and never becomes a
 * JavaScript number: 0.1 + 0.2 has no place in a ledger.
 */

/** A plain decimal such as `"-1234.50"`: no exponent, no grouping, no leading plus. */
export type Decimal = string;

interface Parts {
  /** The value times ten to the power of `scale`. */
  units: bigint;
  scale: number;
}

const PLAIN = /^-?\d+(\.\d+)?$/;
const TYPED = /^([+-]?)(\d{1,3}(?:,\d{3})+|\d+)?(\.\d*)?$/;
const DIGITS_MAX = 30;

/**
 * What a person typed or pasted, as a decimal, or null where it is not one for certain.
 * `1,234.50` and `$ 1 234.50` are read; `12,50` is not: nobody should guess at a price.
 */
export function readDecimal(text: string): Decimal | null {
  const bare = text.replace(/[\s$]/g, "").replace("\u2212", "-");
  const match = TYPED.exec(bare);
  if (!match || bare.length > DIGITS_MAX) return null;
  const [, sign, whole = "", fraction = ""] = match;
  if (whole === "" && fraction.length < 2) return null;
  const integer = whole.replaceAll(",", "").replace(/^0+(?=\d)/, "") || "0";
  const rest = fraction.length > 1 ? fraction : "";
  return `${sign === "-" ? "-" : ""}${integer}${rest}`;
}

export function multiply(a: Decimal, b: Decimal): Decimal {
  const [x, y] = [partsOf(a), partsOf(b)];
  return plain({ units: x.units * y.units, scale: x.scale + y.scale });
}

export function add(a: Decimal, b: Decimal): Decimal {
  const [x, y, scale] = aligned(a, b);
  return plain({ units: x + y, scale });
}

/** Negative, zero or positive, as `a` is below, at or above `b`. */
export function compare(a: Decimal, b: Decimal): number {
  const [x, y] = aligned(a, b);
  return x < y ? -1 : x > y ? 1 : 0;
}

export function signOf(value: Decimal): -1 | 0 | 1 {
  const { units } = partsOf(value);
  return units < 0n ? -1 : units > 0n ? 1 : 0;
}

/** Rounds half away from zero, as the book does at its edge, and keeps exactly `places` digits. */
export function roundTo(value: Decimal, places: number): Decimal {
  const { units, scale } = partsOf(value);
  if (scale <= places)
    return fixed({ units: units * 10n ** BigInt(places - scale), scale: places });
  const divisor = 10n ** BigInt(scale - places);
  const half = divisor / 2n;
  const rounded = (units < 0n ? units - half : units + half) / divisor;
  return fixed({ units: rounded, scale: places });
}

/** The next value up (`count` > 0) or down on the grid of `step`; a value off the grid snaps to it. */
export function stepBy(value: Decimal, step: Decimal, count: number): Decimal {
  const [units, size, scale] = aligned(value, step);
  const down = units % size === 0n ? units : units - (((units % size) + size) % size);
  const base = count < 0 && down !== units ? down + size : down;
  return plain({ units: base + size * BigInt(count), scale });
}

/** How many digits after the point the value shows. */
export function placesOf(value: Decimal): number {
  return partsOf(value).scale;
}

function partsOf(value: Decimal): Parts {
  if (!PLAIN.test(value)) throw new RangeError(`not a decimal: ${JSON.stringify(value)}`);
  const [whole = "0", fraction = ""] = value.split(".");
  return { units: BigInt(whole + fraction), scale: fraction.length };
}

function aligned(a: Decimal, b: Decimal): [bigint, bigint, number] {
  const [x, y] = [partsOf(a), partsOf(b)];
  const scale = Math.max(x.scale, y.scale);
  return [
    x.units * 10n ** BigInt(scale - x.scale),
    y.units * 10n ** BigInt(scale - y.scale),
    scale,
  ];
}

function fixed({ units, scale }: Parts): Decimal {
  const digits = (units < 0n ? -units : units).toString().padStart(scale + 1, "0");
  const cut = digits.length - scale;
  const sign = units < 0n ? "-" : "";
  return scale === 0 ? `${sign}${digits}` : `${sign}${digits.slice(0, cut)}.${digits.slice(cut)}`;
}

function plain(parts: Parts): Decimal {
  const text = fixed(parts);
  return text.includes(".") ? text.replace(/\.?0+$/, "") : text;
}
