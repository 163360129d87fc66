import { Link, useRouter } from "@tanstack/react-router";
import Search from "lucide-react/icons/search";
import { PrivacyToggle } from "@/app/PrivacyToggle";
import { ScreenMenu } from "@/app/ScreenMenu";
import { leave, type TradingSession } from "@/app/session";
import { UserMenu } from "@/app/UserMenu";
import { ConnectionState } from "@/features/status/ConnectionState";
import { ExchangeClock } from "@/features/status/ExchangeClock";
import { FeedSource } from "@/features/status/FeedSource";
import { IconButton } from "@/ui/IconButton";
import { PaperBadge, Wordmark } from "@/ui/Wordmark";

interface HeaderProps {
  session: TradingSession;
  onHelp: () => void;
  onPalette: () => void;
}

export function Header({ session, onHelp, onPalette }: HeaderProps) {
  const router = useRouter();

  async function logOut(): Promise<void> {
    await leave();
    await router.navigate({ to: "/login", search: {} });
  }

  return (
    <header className="flex h-10 shrink-0 items-center gap-4 border-b max-sm:gap-2.5 border-line bg-panel px-3">
      <ScreenMenu onHelp={onHelp} />
      <Link to="/app/home" aria-label="Thor, war room" className="rounded-sm">
        <Wordmark />
      </Link>
      <PaperBadge />
      <FeedSource />
      <div className="ml-auto flex items-center gap-4 max-sm:gap-1">
        <span className="max-sm:hidden">
          <ExchangeClock />
        </span>
        <ConnectionState />
        <PrivacyToggle />
        <IconButton
          label="Go to, or do"
          hint="Ctrl+K"
          icon={Search}
          onClick={onPalette}
          className="size-7 max-sm:hidden"
        />
        <UserMenu session={session} onLogOut={logOut} />
      </div>
    </header>
  );
}
