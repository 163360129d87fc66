import type { ReactNode } from "react";
import { Horizon } from "@/features/auth/Horizon";
import { useTitle } from "@/ui/useTitle";
import { PaperBadge, Wordmark } from "@/ui/Wordmark";

interface AuthScreenProps {
  title: string;
  /** Why the visitor is here, where it was not their own idea. */
  note?: string | undefined;
  children: ReactNode;
}

/** The door: brand on one side, the form on the other. */
export function AuthScreen({ title, note, children }: AuthScreenProps) {
  useTitle(title);
  return (
    <div className="grid min-h-full lg:grid-cols-[1.15fr_1fr]">
      <aside className="relative flex flex-col justify-between overflow-hidden border-line bg-panel p-6 max-lg:h-40 lg:border-r lg:p-12">
        <Horizon />
        <div className="relative flex items-center gap-4">
          <Wordmark large />
          <PaperBadge />
        </div>
        <p className="relative max-w-md text-dim max-lg:hidden">
          <span className="block text-lg text-text">Your war room.</span>
          Live profit and loss on every tick, orders you can change until the moment they fill, and
          $100,000 of paper money to be bold with.
        </p>
      </aside>
      <main className="flex items-center justify-center p-6">
        <div className="w-full max-w-sm">
          <h1 className="mb-5 text-xl font-semibold">{title}</h1>
          {note && (
            <p role="status" className="mb-4 border-l-2 border-gold bg-panel px-3 py-2 text-sm">
              {note}
            </p>
          )}
          {children}
        </div>
      </main>
    </div>
  );
}
