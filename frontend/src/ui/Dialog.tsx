import { Dialog as BaseDialog } from "@base-ui/react/dialog";
import clsx from "clsx";
import X from "lucide-react/icons/x";
import type { ReactNode } from "react";

interface DialogProps {
  title: string;
  open: boolean;
  onClose: () => void;
  wide?: boolean;
  children: ReactNode;
}

/** A sheet over the screen. Escape and a click beside it close it; focus goes back to where it was. */
export function Dialog({ title, open, onClose, wide = false, children }: DialogProps) {
  return (
    <BaseDialog.Root open={open} onOpenChange={(next) => !next && onClose()}>
      <BaseDialog.Portal>
        <BaseDialog.Backdrop className="fixed inset-0 z-40 bg-black/60 transition-opacity duration-100 data-ending-style:opacity-0 data-starting-style:opacity-0" />
        <BaseDialog.Popup
          className={clsx(
            "fixed top-1/2 left-1/2 z-50 flex max-h-[calc(100dvh-2rem)] w-[calc(100vw-2rem)] -translate-1/2 flex-col rounded-md border border-line bg-panel outline-none transition-opacity duration-100 data-ending-style:opacity-0 data-starting-style:opacity-0",
            wide ? "max-w-3xl" : "max-w-md",
          )}
        >
          <div className="flex h-10 shrink-0 items-center justify-between border-b border-line pr-2 pl-4">
            <BaseDialog.Title className="text-sm font-semibold">{title}</BaseDialog.Title>
            <BaseDialog.Close
              aria-label="Close"
              className="flex size-6 items-center justify-center rounded-sm text-dim hover:bg-raised hover:text-text"
            >
              <X aria-hidden className="size-4" strokeWidth={1.75} />
            </BaseDialog.Close>
          </div>
          <div className="min-h-0 overflow-auto p-4">{children}</div>
        </BaseDialog.Popup>
      </BaseDialog.Portal>
    </BaseDialog.Root>
  );
}
