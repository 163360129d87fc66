import clsx from "clsx";
import { useId } from "react";

interface Option<T extends string> {
  value: T;
  label: string;
  /** Read out and shown as a tooltip where the label is an abbreviation. */
  title?: string;
  /** Color of the chosen option, where it means something. */
  tone?: "up" | "down";
}

interface SegmentedProps<T extends string> {
  legend: string;
  options: readonly Option<T>[];
  value: T;
  onChange: (value: T) => void;
  disabled?: boolean;
  large?: boolean;
}

const CHOSEN = {
  plain: "has-checked:bg-line has-checked:text-text",
  up: "has-checked:bg-up has-checked:text-bg has-checked:font-semibold",
  down: "has-checked:bg-down has-checked:text-bg has-checked:font-semibold",
} as const;

/** One of a few: radio buttons in a row. Arrow keys move, as in every radio group. */
export function Segmented<T extends string>({
  legend,
  options,
  value,
  onChange,
  disabled = false,
  large = false,
}: SegmentedProps<T>) {
  const name = useId();
  return (
    <fieldset
      disabled={disabled}
      className="flex min-w-0 rounded-sm border border-line bg-bg p-px disabled:opacity-60"
    >
      <legend className="sr-only">{legend}</legend>
      {options.map((option) => (
        <label
          key={option.value}
          title={option.title}
          className={clsx(
            "flex min-w-0 cursor-pointer items-center justify-center rounded-sm px-1 whitespace-nowrap text-center text-dim transition-colors duration-100 hover:text-text has-focus-visible:outline-2 has-focus-visible:outline-gold",
            large ? "h-8 flex-1 text-sm" : "h-6 grow text-2xs font-medium",
            CHOSEN[option.tone ?? "plain"],
          )}
        >
          <input
            type="radio"
            name={name}
            value={option.value}
            checked={option.value === value}
            onChange={() => onChange(option.value)}
            aria-label={option.title ?? option.label}
            className="sr-only"
          />
          {option.label}
        </label>
      ))}
    </fieldset>
  );
}
