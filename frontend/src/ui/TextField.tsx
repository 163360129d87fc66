import clsx from "clsx";
import { type ComponentProps, useId } from "react";

interface TextFieldProps extends ComponentProps<"input"> {
  label: string;
  hint?: string;
  error?: string | undefined;
}

/** A labelled line of text for forms outside the war room. */
export function TextField({ label, hint, error, className, ...rest }: TextFieldProps) {
  const id = useId();
  const note = error ?? hint;
  return (
    <div className="flex flex-col gap-1">
      <label htmlFor={id} className="text-xs text-dim">
        {label}
      </label>
      <input
        id={id}
        aria-invalid={error ? true : undefined}
        aria-describedby={note ? `${id}-note` : undefined}
        className={clsx(
          "h-10 rounded-sm border bg-field px-3 text-base hover:border-edge",
          error ? "border-warn" : "border-line",
          className,
        )}
        {...rest}
      />
      {note && (
        <p id={`${id}-note`} className={clsx("text-xs", error ? "text-warn" : "text-dim")}>
          {note}
        </p>
      )}
    </div>
  );
}
