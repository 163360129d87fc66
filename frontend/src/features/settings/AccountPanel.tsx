import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { accountsQuery, changeAccount } from "@/api/accounts";
import type { PaperAccount } from "@/api/types";
import { AccountTerms, readTerms, writeTerms } from "@/ui/AccountTerms";
import { Button } from "@/ui/Button";
import { Loaded } from "@/ui/Loaded";
import { notify } from "@/ui/notify";
import { Panel } from "@/ui/Panel";
import { useSubmit } from "@/ui/useSubmit";
import { Warning } from "@/ui/Warning";

/** Fill model, fees and hold window of the account on the screen. Kept by the book. */
export function AccountPanel({ accountId }: { accountId: string }) {
  const query = useQuery(accountsQuery);
  return (
    <Panel title="Account">
      <Loaded query={query} what="the account">
        {(accounts) => {
          const account = accounts.find((each) => each.account_id === accountId);
          return account ? <TermsForm key={accountId} account={account} /> : null;
        }}
      </Loaded>
    </Panel>
  );
}

function TermsForm({ account }: { account: PaperAccount }) {
  const queryClient = useQueryClient();
  const [terms, setTerms] = useState(() => readTerms(account));
  const { busy, problem, submit } = useSubmit(async () => {
    await changeAccount(account.account_id, writeTerms(terms));
    await queryClient.invalidateQueries({ queryKey: accountsQuery.queryKey });
    notify("good", `${account.name}: changed for orders still to come.`);
  });
  return (
    <form
      noValidate
      className="flex flex-col gap-4 p-3"
      onSubmit={(event) => {
        event.preventDefault();
        void submit();
      }}
    >
      <p className="text-sm text-soft">{account.name}, for orders still to come.</p>
      <AccountTerms value={terms} onChange={setTerms} errors={problem?.fields ?? {}} />
      {problem && (
        <div role="alert">
          <Warning>{problem.message}</Warning>
        </div>
      )}
      <Button type="submit" look="primary" size="large" className="self-start" disabled={busy}>
        Save
      </Button>
    </form>
  );
}
