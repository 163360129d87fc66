import { getRouteApi } from "@tanstack/react-router";
import { equityCsv, ordersCsv, tripsCsv } from "@/api/exports";
import { StatementPanel } from "@/features/statements/StatementPanel";
import { DownloadButton } from "@/ui/DownloadButton";
import { Page } from "@/ui/Page";
import { Panel } from "@/ui/Panel";

const appRoute = getRouteApi("/app");

const EXPORTS = [
  {
    name: "Round trips",
    tells: "Every closed position with its result, excursions, verdict, tags and note.",
    file: "thor-round-trips.csv",
    make: (accountId: string) => tripsCsv(accountId, {}),
  },
  {
    name: "Orders",
    tells: "Every order with its terms and what became of it.",
    file: "thor-orders.csv",
    make: ordersCsv,
  },
  {
    name: "Equity",
    tells: "What the account was worth, as finely as it is still known.",
    file: "thor-equity.csv",
    make: equityCsv,
  },
] as const;

/** Where the account stands, and files of everything it did. */
export function StatementsPage() {
  const { session } = appRoute.useRouteContext();
  const { account } = session;
  return (
    <Page title="Reports" narrow>
      <StatementPanel account={account} />
      <Panel title="Exports">
        <ul>
          {EXPORTS.map(({ name, tells, file, make }) => (
            <li
              key={name}
              className="flex items-center gap-3 border-b border-line px-3 py-2.5 last:border-b-0"
            >
              <div className="min-w-0 grow">
                <h3 className="text-sm font-medium">{name}</h3>
                <p className="text-xs text-dim">{tells}</p>
              </div>
              <DownloadButton
                label={`Download ${name} as CSV`}
                file={file}
                make={() => make(account.account_id)}
              />
            </li>
          ))}
        </ul>
      </Panel>
    </Page>
  );
}
