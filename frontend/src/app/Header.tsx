import { Link, useRouter } from "@tanstack/react-router";
import type { Session } from "@/api/types";
import { leave } from "@/app/session";
import { UserMenu } from "@/app/UserMenu";
import { ConnectionState } from "@/features/status/ConnectionState";
import { ExchangeClock } from "@/features/status/ExchangeClock";
import { PaperBadge, Wordmark } from "@/ui/Wordmark";

export function Header({ session }: { session: Session }) {
  const router = useRouter();

  async function logOut(): Promise<void> {
    await leave();
    await router.navigate({ to: "/login", search: {} });
  }

  return (
    <header className="flex h-10 shrink-0 items-center gap-4 border-b border-line bg-panel px-3">
      <Link to="/app/home" aria-label="Thor, war room" className="rounded-sm">
        <Wordmark />
      </Link>
      <PaperBadge />
      <div className="ml-auto flex items-center gap-4">
        <span className="max-sm:hidden">
          <ExchangeClock />
        </span>
        <ConnectionState />
        <UserMenu session={session} onLogOut={logOut} />
      </div>
    </header>
  );
}
