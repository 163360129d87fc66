import CircleCheck from "lucide-react/icons/circle-check";
import Info from "lucide-react/icons/info";
import TriangleAlert from "lucide-react/icons/triangle-alert";
import type { CSSProperties } from "react";
import { Toaster } from "sonner";

const ICON = "size-4 shrink-0";

/** The corner in which fills, refusals and the connection are told: one polite live region. */
export function Notices() {
  return (
    <Toaster
      style={{ "--width": "320px" } as CSSProperties}
      position="bottom-left"
      visibleToasts={4}
      gap={6}
      offset={12}
      mobileOffset={{ bottom: 60, left: 8, right: 8 }}
      containerAriaLabel="Notices"
      icons={{
        success: <CircleCheck aria-hidden className={`${ICON} text-gold`} />,
        warning: <TriangleAlert aria-hidden className={`${ICON} text-warn`} />,
        info: <Info aria-hidden className={ICON} />,
      }}
      toastOptions={{
        unstyled: true,
        classNames: {
          toast:
            "flex w-full items-center gap-2.5 rounded-md border border-line bg-raised px-3 py-2 font-sans text-xs text-text",
          warning: "border-warn/60!",
        },
      }}
    />
  );
}
