import clsx from "clsx";
import { Children, Fragment, isValidElement, type ReactElement, type ReactNode } from "react";
import { Group, Panel, Separator, useDefaultLayout } from "react-resizable-panels";

interface SplitProps {
  /** The sizes are kept in this browser under this name. */
  id: string;
  direction: "row" | "column";
  children: ReactNode;
}

interface PaneProps {
  id: string;
  /** What the space between this pane and the next is called: "Width of quotes". */
  label?: string;
  /** Percent of the whole at first; after that the trader decides. */
  size: number;
  minPixels: number;
  /** What more room than this would only stretch. */
  maxPixels?: number;
  /** Keeps its pixels when the window grows; what is beside it takes the room. */
  fixed?: boolean;
  children: ReactNode;
}

/** Panes side by side, or one above the other, whose shares the trader moves and finds again. */
export function Split({ id, direction, children }: SplitProps) {
  const { defaultLayout, onLayoutChanged } = useDefaultLayout({ id: `thor.split.${id}` });
  const panes = Children.toArray(children).filter(isValidElement) as ReactElement<PaneProps>[];
  return (
    <Group
      id={id}
      orientation={direction === "row" ? "horizontal" : "vertical"}
      defaultLayout={defaultLayout}
      onLayoutChanged={onLayoutChanged}
      className="min-h-0 min-w-0"
    >
      {panes.map(({ props }, place) => (
        <Fragment key={props.id}>
          {place > 0 && (
            <Separator
              aria-label={panes[place - 1]?.props.label}
              className={clsx(
                "shrink-0 rounded-sm bg-transparent transition-colors duration-100 outline-none hover:bg-edge focus-visible:bg-gold data-[separator=active]:bg-gold",
                direction === "row" ? "w-1" : "h-1",
              )}
            />
          )}
          <Panel
            id={`pane-${props.id}`}
            defaultSize={`${props.size}%`}
            minSize={props.minPixels}
            {...(props.maxPixels ? { maxSize: props.maxPixels } : {})}
            groupResizeBehavior={props.fixed ? "preserve-pixel-size" : "preserve-relative-size"}
            className="flex min-h-0 min-w-0 flex-col *:flex-1 [&_[data-panel]]:flex-1"
          >
            {props.children}
          </Panel>
        </Fragment>
      ))}
    </Group>
  );
}

/** One pane of a `Split`, which reads its properties. */
export function Pane({ children }: PaneProps) {
  return children;
}
