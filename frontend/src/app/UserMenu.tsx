import { Menu } from "@base-ui/react/menu";
import ChevronDown from "lucide-react/icons/chevron-down";
import LogOut from "lucide-react/icons/log-out";
import type { TradingSession } from "@/app/session";
import { setPreferences } from "@/kernel/preferences";

interface UserMenuProps {
  session: TradingSession;
  onLogOut: () => void;
}

export function UserMenu({ session: { user, account, accounts }, onLogOut }: UserMenuProps) {
  const name = user.display_name || user.email;
  return (
    <Menu.Root>
      <Menu.Trigger className="flex h-7 items-center gap-1.5 rounded-sm px-1.5 text-xs hover:bg-raised data-popup-open:bg-raised">
        <span
          aria-hidden
          className="flex size-5 items-center justify-center rounded-full bg-line text-2xs font-semibold uppercase"
        >
          {name.slice(0, 1)}
        </span>
        <span className="max-w-40 truncate max-sm:sr-only">{name}</span>
        {/* With more than one, which of them an order is for must be in sight. */}
        {accounts.length > 1 && (
          <span
            data-testid="account-name"
            className="max-w-44 truncate border-l border-line pl-2 text-dim max-md:sr-only"
          >
            {account.name}
          </span>
        )}
        <ChevronDown aria-hidden className="size-3 text-dim max-sm:hidden" />
      </Menu.Trigger>
      <Menu.Portal>
        <Menu.Positioner align="end" sideOffset={6} className="z-50">
          <Menu.Popup className="min-w-56 rounded-md border border-line bg-panel py-1 text-xs outline-none">
            <div className="border-b border-line px-3 pt-1 pb-2">
              <p className="truncate font-medium">{user.email}</p>
            </div>
            <Menu.RadioGroup
              value={account.account_id}
              onValueChange={(accountId: string) => setPreferences({ accountId })}
              className="border-b border-line py-1"
            >
              {accounts.map((each) => (
                <Menu.RadioItem
                  key={each.account_id}
                  value={each.account_id}
                  closeOnClick
                  className="flex h-7 items-center gap-2 px-3 outline-none data-highlighted:bg-raised"
                >
                  <span aria-hidden className="flex size-3.5 items-center justify-center">
                    <Menu.RadioItemIndicator className="size-1.5 rounded-full bg-gold" />
                  </span>
                  <span className="truncate">{each.name}</span>
                  <span className="ml-auto text-2xs text-dim">{each.kind}</span>
                </Menu.RadioItem>
              ))}
            </Menu.RadioGroup>
            <Menu.Item
              onClick={onLogOut}
              className="mt-1 flex h-7 items-center gap-2 px-3 outline-none data-highlighted:bg-raised"
            >
              <LogOut aria-hidden className="size-3.5 text-dim" />
              Log out
            </Menu.Item>
          </Menu.Popup>
        </Menu.Positioner>
      </Menu.Portal>
    </Menu.Root>
  );
}
