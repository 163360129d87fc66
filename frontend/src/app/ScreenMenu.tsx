import { Menu } from "@base-ui/react/menu";
import { useNavigate } from "@tanstack/react-router";
import MenuIcon from "lucide-react/icons/menu";
import { SCREENS } from "@/app/nav";

/** The same way between the screens, folded away, where there is no room for the rail. */
export function ScreenMenu({ onHelp }: { onHelp: () => void }) {
  const navigate = useNavigate();
  const item =
    "flex h-10 items-center gap-3 px-3 text-sm outline-none data-highlighted:bg-raised data-highlighted:text-text";
  return (
    <Menu.Root>
      <Menu.Trigger
        aria-label="Screens"
        className="-ml-1 flex size-8 items-center justify-center rounded-sm hover:bg-raised data-popup-open:bg-raised lg:hidden"
      >
        <MenuIcon aria-hidden className="size-4.5" strokeWidth={1.75} />
      </Menu.Trigger>
      <Menu.Portal>
        <Menu.Positioner align="start" sideOffset={6} className="z-50">
          <Menu.Popup className="min-w-52 rounded-md border border-line bg-panel py-1 outline-none">
            {SCREENS.map(({ to, label, icon: Icon }) => (
              <Menu.Item key={to} onClick={() => void navigate({ to })} className={item}>
                <Icon aria-hidden className="size-4 text-dim" strokeWidth={1.75} />
                {label}
              </Menu.Item>
            ))}
            <Menu.Item onClick={onHelp} className={item}>
              <span aria-hidden className="w-4 text-center text-dim">
                ?
              </span>
              Help
            </Menu.Item>
          </Menu.Popup>
        </Menu.Positioner>
      </Menu.Portal>
    </Menu.Root>
  );
}
