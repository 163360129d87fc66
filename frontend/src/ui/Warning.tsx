import clsx from "clsx";
import TriangleAlert from "lucide-react/icons/triangle-alert";
import type { ReactNode } from "react";
import { Discreet } from "@/ui/Private";

interface WarningProps {
  id?: string;
  testId?: string;
  className?: string;
  children: ReactNode;
}

/** Something is wrong or may be: amber and a shape, never red, which means direction. */
export function Warning({ id, testId, className, children }: WarningProps) {
  return (
    <p
      id={id}
      data-testid={testId}
      className={clsx("flex items-start gap-1.5 text-xs text-warn", className)}
    >
      <TriangleAlert aria-hidden className="mt-0.5 size-3 shrink-0" />
      <span className="min-w-0">
        <Discreet>{children}</Discreet>
      </span>
    </p>
  );
}
