import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { statisticsQuery, type TripFilter } from "@/api/journal";
import type { Statistics } from "@/api/types";
import { ResultBars } from "@/features/journal/ResultBars";
import { Score, ScoreParts } from "@/features/journal/Score";
import { VerdictBar } from "@/features/journal/VerdictBar";
import { money, ratio, share } from "@/kernel/format";
import { lasting } from "@/kernel/time";
import { Loaded } from "@/ui/Loaded";
import { Panel } from "@/ui/Panel";
import { Private } from "@/ui/Private";
import { Signed } from "@/ui/Signed";
import { usePrivately } from "@/ui/usePrivately";

interface SummaryProps {
  accountId: string;
  filter: TripFilter;
}

/** Worked or didn't, and the composite statistics, all as the server computed them. */
export function Summary({ accountId, filter }: SummaryProps) {
  const query = useQuery(statisticsQuery(accountId, filter));
  return (
    <Panel title="Does it work?">
      <Loaded query={query} what="the statistics">
        {(statistics) => (
          <Figures statistics={statistics}>
            <ResultBars accountId={accountId} filter={filter} />
          </Figures>
        )}
      </Loaded>
    </Panel>
  );
}

interface FiguresProps {
  statistics: Statistics;
  /** The bars, beside the verdicts. */
  children: ReactNode;
}

function Figures({ statistics: s, children }: FiguresProps) {
  return (
    <div className="grid gap-x-6 gap-y-3 p-3 @min-[900px]:grid-cols-[minmax(300px,2fr)_5fr]">
      <div className="flex flex-col gap-3">
        <div className="flex items-center gap-4">
          <Score score={s.score} />
          <div className="min-w-0 grow">
            <p className="label">Net P/L</p>
            <p className="text-xl">
              <Signed value={s.net_pnl} as="money" glyph="after" testId="statistics-net" />
            </p>
            <VerdictBar worked={s.worked} didNotWork={s.did_not_work} scratch={s.scratch} />
          </div>
          {children}
        </div>
        <ScoreParts score={s.score} />
      </div>
      <dl className="grid grid-cols-[repeat(auto-fill,minmax(124px,1fr))] gap-x-4 gap-y-2.5">
        <Figure name="Win rate" note={confidence(s)}>
          <span>{share(s.win_rate)}</span>
          {s.win_rate_low !== null && (
            <span aria-hidden="true" className="ml-1.5 text-2xs text-dim">
              {share(s.win_rate_low)}–{share(s.win_rate_high)}
            </span>
          )}
        </Figure>
        <Figure name="Profit factor" note="Gross profit by gross loss">
          {ratio(s.profit_factor)}
        </Figure>
        <Figure name="Expectancy" note="Mean net P/L of a round trip">
          <Signed value={s.expectancy} as="money" glyph="none" />
        </Figure>
        <Figure name="Payoff ratio" note="Average win by average loss">
          {ratio(s.payoff_ratio)}
        </Figure>
        <Figure name="Average win">
          <Private>{money(s.average_win)}</Private>
        </Figure>
        <Figure name="Average loss">
          <Private>{money(s.average_loss)}</Private>
        </Figure>
        <Figure name="Largest win">
          <Private>{money(s.largest_win)}</Private>
        </Figure>
        <Figure name="Largest loss">
          <Private>{money(s.largest_loss)}</Private>
        </Figure>
        <Figure name="Streaks" note="Longest that worked, longest that did not">
          {s.longest_winning_streak} / {s.longest_losing_streak}
        </Figure>
        <Figure name="Held" note="Mean time of winners and losers">
          {lasting(s.average_winning_seconds)} / {lasting(s.average_losing_seconds)}
        </Figure>
        <Figure name="Max drawdown" note={useDrawdownNote(s)}>
          {share(s.max_drawdown?.part)}
        </Figure>
        <Figure name="Sharpe" note={ofDays(s)}>
          {ratio(s.sharpe)}
        </Figure>
        <Figure name="Sortino" note={ofDays(s)}>
          {ratio(s.sortino)}
        </Figure>
        <Figure name="Fees">
          <Private>{money(s.fees)}</Private>
        </Figure>
      </dl>
    </div>
  );
}

interface FigureProps {
  name: string;
  note?: string | undefined;
  children: ReactNode;
}

function Figure({ name, note, children }: FigureProps) {
  return (
    <div title={note}>
      <dt className="label">{name}</dt>
      <dd className="figure text-sm">
        {children}
        {note && <span className="sr-only">. {note}</span>}
      </dd>
    </div>
  );
}

function confidence(s: Statistics): string | undefined {
  if (s.win_rate_low === null) return undefined;
  return `With 95% confidence ${share(s.win_rate_low)} to ${share(s.win_rate_high)}`;
}

function useDrawdownNote({ max_drawdown }: Statistics): string | undefined {
  const privately = usePrivately();
  return max_drawdown ? `${privately(money(max_drawdown.amount))} from the peak` : undefined;
}

function ofDays({ days }: Statistics): string {
  return `Of ${days} daily returns, by the year`;
}
