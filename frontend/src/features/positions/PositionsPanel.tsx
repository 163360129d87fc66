import { useState } from "react";
import { ClosedTable } from "@/features/positions/ClosedTable";
import { OPEN_COLUMNS, OpenTable } from "@/features/positions/OpenTable";
import { useLive } from "@/live/store";
import { ColumnPicker } from "@/ui/ColumnPicker";
import { Panel } from "@/ui/Panel";
import { TabList, TabPanel, Tabs } from "@/ui/Tabs";

interface PositionsPanelProps {
  onChoose: (symbol: string) => void;
}

export function PositionsPanel({ onChoose }: PositionsPanelProps) {
  const [tab, setTab] = useState<"open" | "closed">("open");
  const open = useLive((state) => state.heldSymbols.length);
  const closed = useLive((state) => state.closed.length);
  return (
    <Tabs value={tab} onChange={setTab}>
      <Panel
        name="positions"
        title="Positions"
        tools={
          <>
            <TabList
              label="Positions"
              tabs={[
                { value: "open", label: "Open", count: open },
                { value: "closed", label: "Closed", count: closed },
              ]}
            />
            {tab === "open" && (
              <span className="ml-auto flex">
                <ColumnPicker of={OPEN_COLUMNS} />
              </span>
            )}
          </>
        }
      >
        <TabPanel value="open">
          <OpenTable onChoose={onChoose} />
        </TabPanel>
        <TabPanel value="closed">
          <ClosedTable onChoose={onChoose} />
        </TabPanel>
      </Panel>
    </Tabs>
  );
}
