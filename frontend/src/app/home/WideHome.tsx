import type { ReactNode } from "react";
import type { Pane as PaneName } from "@/app/home/panes";
import { Pane, Split } from "@/ui/Split";

/** The war room where there is room: six panels, whose sizes the trader sets. */
export function WideHome({ panels }: { panels: Record<PaneName, ReactNode> }) {
  return (
    <div className="flex min-h-0 flex-1 p-1 *:flex-1">
      <Split id="room" direction="row">
        <Pane id="left" label="Width of quotes" size={25} minPixels={220} maxPixels={760} fixed>
          <Split id="left-column" direction="column">
            <Pane id="quotes" label="Height of quotes" size={48} minPixels={120}>
              {panels.quotes}
            </Pane>
            <Pane id="equity" size={52} minPixels={90}>
              {panels.equity}
            </Pane>
          </Split>
        </Pane>
        <Pane id="middle" label="Width of the middle" size={53} minPixels={360}>
          <Split id="middle-column" direction="column">
            <Pane id="chart" label="Height of the chart" size={38} minPixels={90}>
              {panels.chart}
            </Pane>
            <Pane id="positions" label="Height of positions" size={27} minPixels={90}>
              {panels.positions}
            </Pane>
            <Pane id="orders" size={35} minPixels={90}>
              {panels.orders}
            </Pane>
          </Split>
        </Pane>
        <Pane id="right" size={22} minPixels={250} maxPixels={480} fixed>
          {panels.ticket}
        </Pane>
      </Split>
    </div>
  );
}
