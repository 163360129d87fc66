import { ClosedTable } from "@/features/positions/ClosedTable";
import { Page } from "@/ui/Page";
import { Panel } from "@/ui/Panel";

export function PositionsPage() {
  return (
    <Page title="Positions">
      <Panel title="Closed">
        <ClosedTable onChoose={() => undefined} />
      </Panel>
    </Page>
  );
}
