import type { FormEvent, ReactNode } from "react";
import type { Problem } from "@/api/problem";
import { Button } from "@/ui/Button";
import { Dialog } from "@/ui/Dialog";
import { Warning } from "@/ui/Warning";

interface FormDialogProps {
  title: string;
  /** What the button does: "Open the account". */
  action: string;
  busy: boolean;
  problem: Problem | null;
  onSubmit: () => void;
  onClose: () => void;
  children: ReactNode;
}

/** A few fields over the screen, what was refused, and one button that does it. */
export function FormDialog(props: FormDialogProps) {
  const { title, action, busy, problem, onSubmit, onClose, children } = props;

  function submit(event: FormEvent): void {
    event.preventDefault();
    onSubmit();
  }

  return (
    <Dialog title={title} open onClose={onClose}>
      <form onSubmit={submit} noValidate className="flex flex-col gap-4">
        {children}
        {problem && (
          <div role="alert">
            <Warning>{problem.message}</Warning>
          </div>
        )}
        <div className="flex justify-end gap-2">
          <Button size="large" onClick={onClose}>
            Back
          </Button>
          <Button type="submit" look="primary" size="large" disabled={busy}>
            {action}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
