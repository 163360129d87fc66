import { useState } from "react";
import { cloneAccount } from "@/api/accounts";
import type { AccountDialogProps } from "@/features/accounts/TermsDialog";
import { newId } from "@/kernel/ids";
import { FormDialog } from "@/ui/FormDialog";
import { notify } from "@/ui/notify";
import { TextField } from "@/ui/TextField";
import { useSubmit } from "@/ui/useSubmit";

export function CloneDialog({ account, onClose, onDone }: AccountDialogProps) {
  const [intent] = useState(newId);
  const [name, setName] = useState(`${account.name.slice(0, 70)}, clone`);
  const { busy, problem, submit } = useSubmit(async () => {
    const clone = await cloneAccount(account.account_id, intent, name.trim());
    notify("good", `${clone.name} is open.`);
    await onDone();
    onClose();
  });
  return (
    <FormDialog
      title={`Clone ${account.name}`}
      action="Clone the account"
      busy={busy}
      problem={problem}
      onSubmit={() => void submit()}
      onClose={onClose}
    >
      <p className="text-sm text-soft">
        A second account with the cash, positions and trades that this one has now, to try something
        else from here. Pending orders are not copied.
      </p>
      <TextField
        label="Name of the clone"
        value={name}
        maxLength={80}
        error={problem?.fields.name}
        onChange={(event) => setName(event.target.value)}
      />
    </FormDialog>
  );
}
