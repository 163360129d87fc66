import { useQueryClient } from "@tanstack/react-query";
import { getRouteApi, useRouter } from "@tanstack/react-router";
import { useState } from "react";
import { accountsQuery } from "@/api/accounts";
import { sessionQuery } from "@/api/session";
import { AccountList } from "@/features/accounts/AccountList";
import { OpenAccountDialog } from "@/features/accounts/OpenAccountDialog";
import { setPreferences } from "@/kernel/preferences";
import { Button } from "@/ui/Button";
import { notify } from "@/ui/notify";
import { Page } from "@/ui/Page";

const appRoute = getRouteApi("/app");

export function AccountsPage() {
  const { session } = appRoute.useRouteContext();
  const queryClient = useQueryClient();
  const router = useRouter();
  const [opening, setOpening] = useState(false);

  /** Something about the accounts has changed: the list and the menu are asked for again. */
  async function refresh(): Promise<void> {
    await Promise.all([
      queryClient.invalidateQueries({ queryKey: accountsQuery.queryKey }),
      queryClient.invalidateQueries({ queryKey: ["worth"] }),
      queryClient.fetchQuery({ ...sessionQuery, staleTime: 0 }),
    ]);
    await router.invalidate();
  }

  return (
    <Page
      title="Accounts"
      tools={
        <Button look="primary" className="ml-auto" onClick={() => setOpening(true)}>
          Open an account
        </Button>
      }
    >
      <AccountList
        shownId={session.account.account_id}
        onShow={(accountId) => setPreferences({ accountId })}
        onChanged={refresh}
      />
      {opening && (
        <OpenAccountDialog
          onClose={() => setOpening(false)}
          onOpened={async (account) => {
            notify("good", `${account.name} is open and on the screen.`);
            await refresh();
            setPreferences({ accountId: account.account_id });
          }}
        />
      )}
    </Page>
  );
}
