import { useState } from "react";
import { resetAccount } from "@/api/accounts";
import type { AccountDialogProps } from "@/features/accounts/TermsDialog";
import { readDecimal } from "@/kernel/decimal";
import { price } from "@/kernel/format";
import { newId } from "@/kernel/ids";
import { FormDialog } from "@/ui/FormDialog";
import { notify } from "@/ui/notify";
import { TextField } from "@/ui/TextField";
import { useSubmit } from "@/ui/useSubmit";

export function ResetDialog({ account, onClose, onDone }: AccountDialogProps) {
  const [intent] = useState(newId);
  const [balance, setBalance] = useState(() => price(account.starting_balance));
  const { busy, problem, submit } = useSubmit(async () => {
    await resetAccount(account.account_id, intent, readDecimal(balance) ?? balance);
    notify("good", `${account.name} starts again.`);
    await onDone();
    onClose();
  });
  return (
    <FormDialog
      title={`Reset ${account.name}`}
      action="Reset the account"
      busy={busy}
      problem={problem}
      onSubmit={() => void submit()}
      onClose={onClose}
    >
      <p className="text-sm text-soft">
        Pending orders are cancelled, positions go, and cash is what it starts with. What was done
        before stays in the reports, as an earlier era.
      </p>
      <TextField
        label="Starting balance, $"
        value={balance}
        inputMode="decimal"
        error={problem?.fields.starting_balance}
        onChange={(event) => setBalance(event.target.value)}
      />
    </FormDialog>
  );
}
