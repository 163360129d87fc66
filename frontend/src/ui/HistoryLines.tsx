import clsx from "clsx";
import type { HistoryLine } from "@/api/types";
import { money, price, quantity } from "@/kernel/format";
import { fullTime, shortTime } from "@/kernel/time";
import { serverNow } from "@/live/clock";
import { Private } from "@/ui/Private";
import { Signed } from "@/ui/Signed";

/** What a step is called. One that is not known here is shown by the server's word. */
const STEPS: Readonly<Record<string, string>> = {
  opened: "Opened",
  added: "Added",
  reduced: "Reduced",
  closed: "Closed",
  flipped: "Flipped",
  split: "Split",
  dividend: "Dividend",
  reset: "Reset",
  best_mark: "Best mark",
  worst_mark: "Worst mark",
};

/** What a step means, where its name alone may not say it. */
const MEANS: Readonly<Record<string, string>> = {
  added: "More of it was bought, or sold short",
  reduced: "Part of it was closed, and its result realized",
  flipped: "One fill went from long to short, or back",
  best_mark: "The most it had gained while it was held",
  worst_mark: "The least it had gained while it was held",
};

interface HistoryLinesProps {
  caption: string;
  lines: readonly HistoryLine[];
}

/** What happened to a position, line by line: fills, corporate actions, its best and worst. */
export function HistoryLines({ caption, lines }: HistoryLinesProps) {
  return (
    <table className="grid-table">
      <caption className="sr-only">{caption}</caption>
      <thead>
        <tr>
          <th scope="col">Time</th>
          <th scope="col">Event</th>
          <th scope="col" className="num">
            Qty
          </th>
          <th scope="col" className="num">
            Price
          </th>
          <th scope="col" className="num @max-[560px]:hidden">
            Fee
          </th>
          <th scope="col" className="num">
            P/L
          </th>
          <th scope="col" className="num @max-[480px]:hidden">
            Held after
          </th>
          <th scope="col" className="num @max-[640px]:hidden">
            Avg cost
          </th>
        </tr>
      </thead>
      <tbody>
        {lines.map((line) => (
          <Line key={`${line.event_id}:${line.leg}:${line.step}`} line={line} />
        ))}
      </tbody>
    </table>
  );
}

function Line({ line }: { line: HistoryLine }) {
  const isMark = line.step.endsWith("_mark");
  return (
    <tr data-testid="history-line" data-step={line.step} className={clsx(isMark && "text-dim")}>
      <td className="figure text-dim" title={fullTime(line.at)}>
        {shortTime(line.at, serverNow())}
      </td>
      <td title={MEANS[line.step]} className={clsx(!isMark && "font-medium")}>
        {word(line)}
      </td>
      <td className="num figure">
        <Private>{signedQuantity(line.quantity)}</Private>
      </td>
      <td className="num figure">{price(line.price)}</td>
      <td className="num figure @max-[560px]:hidden">
        <Private>{money(line.fee)}</Private>
      </td>
      <td className="num">
        <Signed value={result(line)} as="money" />
      </td>
      <td className="num figure @max-[480px]:hidden" data-testid="history-held">
        <Private>{quantity(line.held)}</Private>
      </td>
      <td className="num figure text-dim @max-[640px]:hidden">{price(line.average_price)}</td>
    </tr>
  );
}

/** What a fill realized, a dividend paid, or the round trip had gained by a mark. */
function result(line: HistoryLine): string | null {
  if (line.step === "dividend") return line.dividends;
  return line.trip_pnl ?? line.realized_pnl;
}

function word({ step, numerator, denominator }: HistoryLine): string {
  const name = STEPS[step] ?? step;
  return numerator === null ? name : `${name} ${numerator} for ${denominator}`;
}

function signedQuantity(value: string | null): string {
  if (value === null) return quantity(null);
  return value.startsWith("-") ? quantity(value) : `+${quantity(value)}`;
}
