import { useEffect } from "react";

/** The title of the tab: what is on the screen, and whose it is. */
export function useTitle(what: string): void {
  useEffect(() => {
    document.title = `${what} · Thor`;
  }, [what]);
}
