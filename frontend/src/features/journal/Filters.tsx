import type { Choice } from "@/features/journal/filter";
import { SearchText } from "@/ui/SearchText";
import { Segmented } from "@/ui/Segmented";
import { VERDICT_WORDS } from "@/ui/VerdictBadge";

const SIDES = [
  { value: "all", label: "Both", title: "Long and short" },
  { value: "long", label: "Long" },
  { value: "short", label: "Short" },
] as const;

const VERDICTS = [
  { value: "all", label: "All", title: "All verdicts" },
  { value: "worked", label: VERDICT_WORDS.worked },
  { value: "did_not_work", label: VERDICT_WORDS.did_not_work },
  { value: "scratch", label: VERDICT_WORDS.scratch },
] as const;

const TIMES = [
  { value: "7", label: "7 D", title: "The last 7 days" },
  { value: "30", label: "30 D", title: "The last 30 days" },
  { value: "90", label: "90 D", title: "The last 90 days" },
  { value: "all", label: "Ever", title: "Since the account was opened or reset" },
] as const;

interface FiltersProps {
  choice: Choice;
  onChange: (choice: Choice) => void;
}

export function Filters({ choice, onChange }: FiltersProps) {
  return (
    <search className="flex flex-wrap items-center gap-1.5">
      <SearchText
        label="Symbol"
        value={choice.symbol}
        onChange={(symbol) => onChange({ ...choice, symbol })}
      />
      <SearchText label="Tag" value={choice.tag} onChange={(tag) => onChange({ ...choice, tag })} />
      <Segmented
        legend="Verdict"
        options={VERDICTS}
        value={choice.verdict}
        onChange={(verdict) => onChange({ ...choice, verdict })}
      />
      <Segmented
        legend="Side"
        options={SIDES}
        value={choice.side}
        onChange={(side) => onChange({ ...choice, side })}
      />
      <Segmented
        legend="Time"
        options={TIMES}
        value={choice.days}
        onChange={(days) => onChange({ ...choice, days })}
      />
    </search>
  );
}
