import type { ReactNode } from "react";
import { Discreet } from "@/ui/Private";

interface FieldRowProps {
  label: string;
  htmlFor: string;
  /** The reason why the value cannot be taken; shown below the input that `errorId` describes. */
  error?: string | null | undefined;
  children: ReactNode;
}

export function errorId(fieldId: string): string {
  return `${fieldId}-error`;
}

/** Label on the left, input on the right, the reason for a refusal below. */
export function FieldRow({ label, htmlFor, error, children }: FieldRowProps) {
  return (
    <div className="grid grid-cols-[84px_1fr] items-center gap-x-2">
      <label htmlFor={htmlFor} className="text-xs text-dim">
        {label}
      </label>
      {children}
      {error && (
        <p id={errorId(htmlFor)} className="col-start-2 pt-0.5 text-2xs text-warn">
          <Discreet>{error}</Discreet>
        </p>
      )}
    </div>
  );
}
