import type { TimeInForce } from "@/api/types";
import { mayExtend } from "@/features/ticket/draft";
import { edit, useTicket } from "@/features/ticket/store";
import { Checkbox } from "@/ui/Checkbox";
import { Segmented } from "@/ui/Segmented";

const LASTING = [
  { value: "DAY", label: "DAY", title: "Day: until the session closes" },
  { value: "GTC", label: "GTC", title: "Good till cancelled" },
] as const satisfies readonly { value: TimeInForce; label: string; title: string }[];

const ALL = [
  ...LASTING,
  { value: "IOC", label: "IOC", title: "Immediate or cancel: fill what is possible now" },
  { value: "FOK", label: "FOK", title: "Fill or kill: all of it now, or nothing" },
] as const satisfies readonly { value: TimeInForce; label: string; title: string }[];

/** How long the order lives, and whether it may fill outside the regular session. */
export function TimeFields() {
  const timeInForce = useTicket((ticket) => ticket.draft.timeInForce);
  const isPair = useTicket((ticket) => ticket.draft.type === "OCO");
  const extendable = useTicket((ticket) => mayExtend(ticket.draft));
  const extended = useTicket((ticket) => ticket.draft.extendedHours === "on");
  return (
    <>
      <Segmented<TimeInForce>
        legend="Time in force"
        options={isPair ? LASTING : ALL}
        value={timeInForce}
        onChange={(value) => edit({ timeInForce: value })}
      />
      {extendable && (
        <Checkbox
          label="Extended hours"
          hint="04:00 to 20:00 ET"
          checked={extended}
          onChange={(checked) => edit({ extendedHours: checked ? "on" : "off" })}
        />
      )}
    </>
  );
}
