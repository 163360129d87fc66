import { getRouteApi } from "@tanstack/react-router";
import { ExportsPanel } from "@/features/statements/ExportsPanel";
import { MonthPanel } from "@/features/statements/MonthPanel";
import { StatementPanel } from "@/features/statements/StatementPanel";
import { Page } from "@/ui/Page";

const appRoute = getRouteApi("/app");

/** Where the account stands, and files of everything it did. */
export function StatementsPage() {
  const { account } = appRoute.useRouteContext().session;
  return (
    <Page title="Reports" narrow>
      <StatementPanel account={account} />
      <MonthPanel
        key={account.account_id}
        accountId={account.account_id}
        openedAt={account.opened_at}
      />
      <ExportsPanel accountId={account.account_id} />
    </Page>
  );
}
