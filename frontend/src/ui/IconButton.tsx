import clsx from "clsx";
import type { LucideIcon } from "lucide-react";
import type { ComponentProps } from "react";

interface IconButtonProps extends Omit<ComponentProps<"button">, "children" | "type"> {
  /** What it does, for screen readers and as a tooltip. */
  label: string;
  icon: LucideIcon;
  /** The key that does the same. */
  hint?: string;
}

export function IconButton({ label, icon: Icon, hint, className, ...rest }: IconButtonProps) {
  return (
    <button
      type="button"
      aria-label={label}
      title={hint ? `${label} (${hint})` : label}
      className={clsx(
        "inline-flex size-5 shrink-0 items-center justify-center rounded-sm text-dim transition-colors duration-100 hover:bg-line hover:text-text disabled:cursor-not-allowed disabled:opacity-40",
        className,
      )}
      {...rest}
    >
      <Icon aria-hidden className="size-3.5" strokeWidth={1.75} />
    </button>
  );
}
