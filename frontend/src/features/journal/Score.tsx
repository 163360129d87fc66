import type { Statistics } from "@/api/types";
import { ratio } from "@/kernel/format";

const RADIUS = 26;
const LENGTH = 2 * Math.PI * RADIUS;

const PARTS: Readonly<Record<string, string>> = {
  profit_factor: "profit factor",
  win_rate: "win rate",
  payoff: "payoff",
  drawdown: "drawdown",
  sortino: "Sortino",
};

/** What the composite score is made of: each part from 0 to 1, with its weight in the tooltip. */
export function ScoreParts({ score }: { score: Statistics["score"] }) {
  return (
    <ul
      aria-label="Parts of the score"
      className="grid grid-cols-[repeat(auto-fill,minmax(112px,1fr))] gap-x-4 gap-y-1 text-2xs"
    >
      {score.parts.map(({ name, weight, value }) => (
        <li key={name} title={`Weight ${weight} of 100`}>
          <span className="flex justify-between gap-2">
            <span className="text-dim">{PARTS[name] ?? name}</span>
            <span className="figure">{ratio(value)}</span>
          </span>
          <span aria-hidden="true" className="mt-0.5 block h-0.5 bg-raised">
            <span
              className="block h-full bg-gold"
              style={{ width: `${Number(value ?? 0) * 100}%` }}
            />
          </span>
        </li>
      ))}
    </ul>
  );
}

/** The composite score, 0 to 100, as a ring. */
export function Score({ score }: { score: Statistics["score"] }) {
  const known = score.value !== null;
  const part = known ? Math.min(1, Math.max(0, Number(score.value) / 100)) : 0;
  return (
    <figure title={told(score)} className="relative size-18 shrink-0">
      <svg viewBox="0 0 64 64" aria-hidden="true" className="size-full -rotate-90">
        <circle cx="32" cy="32" r={RADIUS} fill="none" className="stroke-raised" strokeWidth="5" />
        <circle
          cx="32"
          cy="32"
          r={RADIUS}
          fill="none"
          className="stroke-gold"
          strokeWidth="5"
          strokeDasharray={LENGTH}
          strokeDashoffset={LENGTH * (1 - part)}
        />
      </svg>
      <figcaption className="absolute inset-0 flex flex-col items-center justify-center">
        <span className="figure text-lg leading-none">
          {known ? Math.round(Number(score.value)) : "—"}
        </span>
        <span className="label mt-0.5 text-[8.5px]">Score</span>
        <span className="sr-only">{told(score)}</span>
      </figcaption>
    </figure>
  );
}

function told({ value, parts }: Statistics["score"]): string {
  if (value === null) return "No score before five round trips that worked or did not.";
  const words = parts.map(({ name, value: of }) => `${PARTS[name] ?? name} ${ratio(of)}`);
  return `Its parts, from 0 to 1: ${words.join(", ")}.`;
}
