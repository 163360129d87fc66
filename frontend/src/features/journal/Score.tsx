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

/** The composite score, 0 to 100, as a ring; its parts are told in the tooltip. */
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
  return `From 0 to 1: ${words.join(", ")}.`;
}
