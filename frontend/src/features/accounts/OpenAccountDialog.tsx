import { useState } from "react";
import { openAccount } from "@/api/accounts";
import type { AccountKind, PaperAccount } from "@/api/types";
import { readDecimal } from "@/kernel/decimal";
import { newId } from "@/kernel/ids";
import { AccountTerms, readTerms, writeTerms } from "@/ui/AccountTerms";
import { FormDialog } from "@/ui/FormDialog";
import { Segmented } from "@/ui/Segmented";
import { TextField } from "@/ui/TextField";
import { useSubmit } from "@/ui/useSubmit";

const KINDS: readonly { value: AccountKind; label: string; title: string }[] = [
  { value: "CASH", label: "Cash", title: "Cash: buys with what is there" },
  { value: "MARGIN", label: "Margin", title: "Margin: may borrow and sell short" },
];

const USUAL_BALANCE = "100,000.00";

interface OpenAccountDialogProps {
  onClose: () => void;
  onOpened: (account: PaperAccount) => Promise<void>;
}

export function OpenAccountDialog({ onClose, onOpened }: OpenAccountDialogProps) {
  // One intent, one account, however often the button is pressed or the answer is lost.
  const [intent] = useState(newId);
  const [name, setName] = useState("Paper account");
  const [kind, setKind] = useState<AccountKind>("CASH");
  const [balance, setBalance] = useState(USUAL_BALANCE);
  const [terms, setTerms] = useState(() =>
    readTerms({ fill_model: "quote", fee_model: "none", hold_seconds: 0 }),
  );
  const { busy, problem, submit } = useSubmit(async () => {
    const account = await openAccount({
      client_account_id: intent,
      name: name.trim(),
      kind,
      starting_balance: readDecimal(balance) ?? balance,
      ...writeTerms(terms),
    });
    await onOpened(account);
    onClose();
  });
  const errors = problem?.fields ?? {};
  return (
    <FormDialog
      title="Open an account"
      action={busy ? "Opening…" : "Open the account"}
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
      <Segmented legend="Kind" options={KINDS} value={kind} onChange={setKind} large />
      <TextField
        label="Starting balance, $"
        value={balance}
        inputMode="decimal"
        error={errors.starting_balance}
        onChange={(event) => setBalance(event.target.value)}
      />
      <AccountTerms value={terms} onChange={setTerms} errors={errors} />
    </FormDialog>
  );
}
