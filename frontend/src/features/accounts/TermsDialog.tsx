import { useState } from "react";
import { changeAccount } from "@/api/accounts";
import type { PaperAccount } from "@/api/types";
import { AccountTerms, readTerms, writeTerms } from "@/ui/AccountTerms";
import { FormDialog } from "@/ui/FormDialog";
import { notify } from "@/ui/notify";
import { TextField } from "@/ui/TextField";
import { useSubmit } from "@/ui/useSubmit";

export interface AccountDialogProps {
  account: PaperAccount;
  onClose: () => void;
  onDone: () => Promise<void>;
}

export function TermsDialog({ account, onClose, onDone }: AccountDialogProps) {
  const [name, setName] = useState(account.name);
  const [terms, setTerms] = useState(() => readTerms(account));
  const { busy, problem, submit } = useSubmit(async () => {
    await changeAccount(account.account_id, { name: name.trim(), ...writeTerms(terms) });
    notify("good", `${name.trim()}: changed for orders still to come.`);
    await onDone();
    onClose();
  });
  const errors = problem?.fields ?? {};
  return (
    <FormDialog
      title={`Change ${account.name}`}
      action="Save"
      busy={busy}
      problem={problem}
      onSubmit={() => void submit()}
      onClose={onClose}
    >
      <TextField
        label="Name"
        value={name}
        maxLength={80}
        error={errors.name}
        onChange={(event) => setName(event.target.value)}
      />
      <AccountTerms value={terms} onChange={setTerms} errors={errors} />
    </FormDialog>
  );
}
