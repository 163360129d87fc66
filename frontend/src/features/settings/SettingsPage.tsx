import { getRouteApi, useNavigate } from "@tanstack/react-router";
import { AccountPanel } from "@/features/settings/AccountPanel";
import { ApiKeysPanel } from "@/features/settings/ApiKeysPanel";
import { AppearancePanel } from "@/features/settings/AppearancePanel";
import { TradingPanel } from "@/features/settings/TradingPanel";
import { recall } from "@/kernel/welcomed";
import { Button } from "@/ui/Button";
import { Page } from "@/ui/Page";
import { Panel } from "@/ui/Panel";
import { ShortcutList } from "@/ui/ShortcutList";

const appRoute = getRouteApi("/app");

export function SettingsPage() {
  const { session } = appRoute.useRouteContext();
  const navigate = useNavigate();
  return (
    <Page title="Settings" narrow>
      <AppearancePanel />
      <TradingPanel />
      <AccountPanel accountId={session.account.account_id} />
      <ApiKeysPanel />
      <Panel title="Keys">
        <div className="p-3">
          <ShortcutList />
        </div>
      </Panel>
      <Panel title="Commander Welcome">
        <div className="flex flex-wrap items-center gap-3 p-3">
          <p className="text-sm text-soft">It plays on the first home of a browser session.</p>
          <Button
            onClick={() => {
              recall();
              void navigate({ to: "/app/home" });
            }}
          >
            Play it again
          </Button>
        </div>
      </Panel>
    </Page>
  );
}
