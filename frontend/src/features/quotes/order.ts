/** Changes to an ordered list of symbols. Pure. */

export function toggled(symbols: readonly string[], symbol: string): string[] {
  return symbols.includes(symbol)
    ? symbols.filter((each) => each !== symbol)
    : [...symbols, symbol];
}

/** The list with `symbol` at the place that `target` has now. */
export function movedTo(symbols: readonly string[], symbol: string, target: string): string[] {
  const place = symbols.indexOf(target);
  if (place < 0 || !symbols.includes(symbol)) return [...symbols];
  const rest = symbols.filter((each) => each !== symbol);
  return [...rest.slice(0, place), symbol, ...rest.slice(place)];
}

/** The list with `symbol` one place up (-1) or down (1); at an end it stays. */
export function movedBy(symbols: readonly string[], symbol: string, by: -1 | 1): string[] {
  const target = symbols[symbols.indexOf(symbol) + by];
  return target === undefined ? [...symbols] : movedTo(symbols, symbol, target);
}
