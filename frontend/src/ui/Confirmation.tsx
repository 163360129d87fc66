import { AlertDialog } from "@base-ui/react/alert-dialog";
import { useRef } from "react";
import { useStore } from "zustand";
import { Button } from "@/ui/Button";
import { questionStore } from "@/ui/confirm";

/** Shows the question of `confirm`. Focus is on the button that does it: Enter says yes. */
export function Confirmation() {
  const asked = useStore(questionStore, (state) => state.asked);
  const yes = useRef<HTMLButtonElement>(null);
  return (
    <AlertDialog.Root open={asked !== null} onOpenChange={(open) => !open && asked?.answer(false)}>
      <AlertDialog.Portal>
        <AlertDialog.Backdrop className="fixed inset-0 z-40 bg-black/60" />
        <AlertDialog.Popup
          initialFocus={yes}
          className="fixed top-1/2 left-1/2 z-50 w-[calc(100vw-2rem)] max-w-sm -translate-1/2 rounded-md border border-line bg-panel p-4 outline-none"
        >
          <AlertDialog.Title className="text-sm font-semibold">{asked?.title}</AlertDialog.Title>
          <AlertDialog.Description className="mt-1 text-sm text-soft">
            {asked?.text}
          </AlertDialog.Description>
          <div className="mt-4 flex justify-end gap-2">
            <Button size="large" onClick={() => asked?.answer(false)}>
              Back
            </Button>
            <Button ref={yes} look="primary" size="large" onClick={() => asked?.answer(true)}>
              {asked?.action}
            </Button>
          </div>
        </AlertDialog.Popup>
      </AlertDialog.Portal>
    </AlertDialog.Root>
  );
}
