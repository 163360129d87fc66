import { Link } from "@tanstack/react-router";
import CircleHelp from "lucide-react/icons/circle-question-mark";
import { SCREENS } from "@/app/nav";

const ENTRY =
  "relative flex h-12 w-full flex-col items-center justify-center gap-1 text-[10px] leading-none text-dim hover:bg-raised hover:text-text aria-[current=page]:bg-raised aria-[current=page]:text-text aria-[current=page]:before:absolute aria-[current=page]:before:inset-y-0 aria-[current=page]:before:left-0 aria-[current=page]:before:w-0.5 aria-[current=page]:before:bg-gold";

/** The way between the screens, on the left edge of a wide screen. */
export function NavRail({ onHelp }: { onHelp: () => void }) {
  return (
    <nav
      aria-label="Screens"
      className="flex w-15 shrink-0 flex-col overflow-y-auto border-r border-line bg-panel max-lg:hidden"
    >
      {SCREENS.map(({ to, label, icon: Icon }) => (
        <Link key={to} to={to} className={ENTRY}>
          <Icon aria-hidden className="size-4" strokeWidth={1.75} />
          {label}
        </Link>
      ))}
      <button type="button" onClick={onHelp} title="Keys (?)" className={`${ENTRY} mt-auto`}>
        <CircleHelp aria-hidden className="size-4" strokeWidth={1.75} />
        Help
      </button>
    </nav>
  );
}
