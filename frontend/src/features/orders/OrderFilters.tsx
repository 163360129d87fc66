import type { OrderStatus } from "@/api/types";
import type { Choice } from "@/features/orders/filter";
import { STATUS_LOOKS } from "@/features/orders/status";
import { SearchText } from "@/ui/SearchText";
import { Segmented } from "@/ui/Segmented";

const STATUSES = [
  { value: "all", label: "All", title: "All states" },
  ...Object.entries(STATUS_LOOKS).map(([status, { word }]) => ({
    value: status as OrderStatus,
    label: word,
  })),
] as const satisfies readonly { value: Choice["status"]; label: string; title?: string }[];

const TIMES = [
  { value: "1", label: "1 D", title: "The last 24 hours" },
  { value: "7", label: "7 D", title: "The last 7 days" },
  { value: "30", label: "30 D", title: "The last 30 days" },
  { value: "all", label: "Ever", title: "Since the account was opened" },
] as const;

interface OrderFiltersProps {
  choice: Choice;
  onChange: (choice: Choice) => void;
  /** Whether what is filtered has a state. */
  states: boolean;
}

export function OrderFilters({ choice, onChange, states }: OrderFiltersProps) {
  return (
    <search className="flex flex-wrap items-center gap-1.5">
      <SearchText
        label="Symbol"
        value={choice.symbol}
        onChange={(symbol) => onChange({ ...choice, symbol })}
      />
      {states && (
        <Segmented<Choice["status"]>
          legend="State"
          options={STATUSES}
          value={choice.status}
          onChange={(status) => onChange({ ...choice, status })}
        />
      )}
      <Segmented
        legend="Time"
        options={TIMES}
        value={choice.days}
        onChange={(days) => onChange({ ...choice, days })}
      />
    </search>
  );
}
