import clsx from "clsx";
import type { ComponentProps } from "react";

type Look = "primary" | "quiet" | "outline";

const LOOKS: Record<Look, string> = {
  primary: "bg-gold text-bg font-semibold hover:brightness-110",
  outline: "border border-line text-text hover:border-edge hover:bg-raised",
  quiet: "text-dim hover:bg-raised hover:text-text",
};

const SIZES = {
  row: "h-5 px-1.5 text-2xs",
  small: "h-6 px-2 text-xs",
  large: "h-9 px-4 text-sm",
} as const;

interface ButtonProps extends ComponentProps<"button"> {
  look?: Look;
  size?: keyof typeof SIZES;
}

export function Button({
  look = "outline",
  size = "small",
  className,
  type = "button",
  ...rest
}: ButtonProps) {
  return (
    <button
      type={type}
      className={clsx(
        "inline-flex shrink-0 items-center justify-center gap-1 rounded-sm whitespace-nowrap transition-colors duration-100 disabled:cursor-not-allowed disabled:opacity-45",
        LOOKS[look],
        SIZES[size],
        className,
      )}
      {...rest}
    />
  );
}
