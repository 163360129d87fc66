import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { accountsQuery } from "@/api/accounts";
import type { PaperAccount } from "@/api/types";
import { AccountCard } from "@/features/accounts/AccountCard";
import { CloneDialog } from "@/features/accounts/CloneDialog";
import { ResetDialog } from "@/features/accounts/ResetDialog";
import { TermsDialog } from "@/features/accounts/TermsDialog";
import { useClose } from "@/features/accounts/useClose";
import { Loaded } from "@/ui/Loaded";

export type Wish = "change" | "reset" | "clone" | "close";

interface AccountListProps {
  /** The account on the screen. */
  shownId: string;
  onShow: (accountId: string) => void;
  onChanged: () => Promise<void>;
}

/** Every account with what it is worth, and what can be done with it. */
export function AccountList({ shownId, onShow, onChanged }: AccountListProps) {
  const query = useQuery(accountsQuery);
  const [wish, setWish] = useState<{ what: Wish; account: PaperAccount } | null>(null);
  const close = useClose(onChanged);

  function want(what: Wish, account: PaperAccount): void {
    if (what === "close") void close(account);
    else setWish({ what, account });
  }

  const dialog = { onClose: () => setWish(null), onDone: onChanged };
  return (
    <Loaded query={query} what="the accounts">
      {(accounts) => (
        <>
          <ul className="grid gap-1 lg:grid-cols-2 2xl:grid-cols-3">
            {inOrder(accounts).map((account) => (
              <li key={account.account_id}>
                <AccountCard
                  account={account}
                  isShown={account.account_id === shownId}
                  onShow={() => onShow(account.account_id)}
                  onWish={(what) => want(what, account)}
                />
              </li>
            ))}
          </ul>
          {wish?.what === "change" && <TermsDialog account={wish.account} {...dialog} />}
          {wish?.what === "reset" && <ResetDialog account={wish.account} {...dialog} />}
          {wish?.what === "clone" && <CloneDialog account={wish.account} {...dialog} />}
        </>
      )}
    </Loaded>
  );
}

/** Open ones first, each group from the oldest. */
function inOrder(accounts: PaperAccount[]): PaperAccount[] {
  const rank = (account: PaperAccount) => (account.status === "OPEN" ? 0 : 1);
  return [...accounts].sort((a, b) => rank(a) - rank(b) || a.opened_at.localeCompare(b.opened_at));
}
