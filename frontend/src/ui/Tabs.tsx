import { Tabs as BaseTabs } from "@base-ui/react/tabs";
import type { ReactNode } from "react";

interface Tab<T extends string> {
  value: T;
  label: string;
  count?: number;
}

interface TabsProps<T extends string> {
  value: T;
  onChange: (value: T) => void;
  children: ReactNode;
}

/** Panels of which one shows. A `TabList` and a `TabPanel` for each tab go inside. */
export function Tabs<T extends string>({ value, onChange, children }: TabsProps<T>) {
  return (
    <BaseTabs.Root value={value} onValueChange={(next) => onChange(next as T)} className="contents">
      {children}
    </BaseTabs.Root>
  );
}

interface TabListProps<T extends string> {
  label: string;
  tabs: readonly Tab<T>[];
}

export function TabList<T extends string>({ label, tabs }: TabListProps<T>) {
  return (
    <BaseTabs.List aria-label={label} className="flex h-full items-stretch gap-3">
      {tabs.map((tab) => (
        <BaseTabs.Tab
          key={tab.value}
          value={tab.value}
          className="relative flex items-center gap-1 px-0.5 text-xs text-dim hover:text-text data-active:text-text data-active:after:absolute data-active:after:inset-x-0 data-active:after:-bottom-px data-active:after:h-px data-active:after:bg-gold"
        >
          {tab.label}
          {tab.count !== undefined && <span className="figure text-2xs text-dim">{tab.count}</span>}
        </BaseTabs.Tab>
      ))}
    </BaseTabs.List>
  );
}

export function TabPanel({ value, children }: { value: string; children: ReactNode }) {
  return (
    <BaseTabs.Panel value={value} className="outline-none" tabIndex={-1}>
      {children}
    </BaseTabs.Panel>
  );
}
