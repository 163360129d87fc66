import { Menu } from "@base-ui/react/menu";
import Check from "lucide-react/icons/check";
import Columns3 from "lucide-react/icons/columns-3";
import { usePreference } from "@/kernel/preferences";
import { type Columns, isShown, showColumn } from "@/ui/columns";

/** Which columns a table shows, chosen one by one and kept in this browser. */
export function ColumnPicker({ of }: { of: Columns }) {
  const hidden = usePreference("hiddenColumns");
  const label = `Columns of ${of.table}`;
  return (
    <Menu.Root>
      <Menu.Trigger
        aria-label={label}
        title={label}
        className="inline-flex size-5 shrink-0 items-center justify-center rounded-sm text-dim hover:bg-line hover:text-text data-popup-open:bg-line"
      >
        <Columns3 aria-hidden className="size-3.5" strokeWidth={1.75} />
      </Menu.Trigger>
      <Menu.Portal>
        <Menu.Positioner align="end" sideOffset={6} className="z-50">
          <Menu.Popup className="min-w-36 rounded-md border border-line bg-panel py-1 text-xs outline-none">
            {of.columns
              .filter(({ stays }) => !stays)
              .map(({ name }) => (
                <Menu.CheckboxItem
                  key={name}
                  checked={isShown(of, name, hidden)}
                  onCheckedChange={(shown) => showColumn(of, name, shown)}
                  className="flex h-7 items-center gap-2 px-3 outline-none data-highlighted:bg-raised"
                >
                  <span aria-hidden className="flex size-3.5 items-center justify-center">
                    <Menu.CheckboxItemIndicator>
                      <Check className="size-3.5 text-gold" strokeWidth={2} />
                    </Menu.CheckboxItemIndicator>
                  </span>
                  {name}
                </Menu.CheckboxItem>
              ))}
          </Menu.Popup>
        </Menu.Positioner>
      </Menu.Portal>
    </Menu.Root>
  );
}
