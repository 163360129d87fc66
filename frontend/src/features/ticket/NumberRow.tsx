import { type ReactNode, useId } from "react";
import type { DraftField } from "@/features/ticket/draft";
import { edit, useTicket } from "@/features/ticket/store";
import type { Decimal } from "@/kernel/decimal";
import { DecimalInput } from "@/ui/DecimalInput";
import { errorId, FieldRow } from "@/ui/FieldRow";

/** The fields that are numbers; the others are choices. */
type NumberName = Exclude<
  DraftField,
  "symbol" | "side" | "type" | "timeInForce" | "extendedHours" | "sizeBy" | "trailBy" | "exits"
>;

interface NumberRowProps {
  label: string;
  field: NumberName;
  step: Decimal;
  placeholder?: string;
  /** On the left of the input: what the number counts. */
  unit?: ReactNode;
  /** On the right of it: numbers that are often wanted. */
  after?: ReactNode;
}

/** One number of the ticket, with the reason where it was refused. */
export function NumberRow({ label, field, step, placeholder = "", unit, after }: NumberRowProps) {
  const id = useId();
  const value = useTicket((ticket) => ticket.draft[field]);
  const error = useTicket((ticket) =>
    ticket.attempt.kind === "refused" ? ticket.attempt.errors[field] : undefined,
  );
  return (
    <FieldRow label={label} htmlFor={id} error={error}>
      <span className="flex gap-1">
        {unit}
        <DecimalInput
          id={id}
          name={field}
          value={value}
          onChange={(text) => edit({ [field]: text })}
          step={step}
          placeholder={placeholder}
          invalid={error !== undefined}
          aria-describedby={error ? errorId(id) : undefined}
        />
        {after}
      </span>
    </FieldRow>
  );
}
