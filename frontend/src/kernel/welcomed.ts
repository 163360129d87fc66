/** Whether this browser session has seen the welcome. The key is the brief's. */

export const DISMISSED_KEY = "thor.home.welcome.dismissed";

/** A browser that keeps nothing is greeted once a page rather than never. */
let dismissedHere = false;

export function isDismissed(): boolean {
  try {
    return dismissedHere || sessionStorage.getItem(DISMISSED_KEY) !== null;
  } catch {
    return dismissedHere;
  }
}

export function dismiss(): void {
  dismissedHere = true;
  try {
    sessionStorage.setItem(DISMISSED_KEY, "true");
  } catch {
    // Private windows of some browsers keep nothing; `dismissedHere` does for this page.
  }
}

/** Shows the welcome again at the next home. */
export function recall(): void {
  dismissedHere = false;
  try {
    sessionStorage.removeItem(DISMISSED_KEY);
  } catch {
    // Nothing was kept.
  }
}
