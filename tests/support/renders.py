"""What React does on a page, counted: every commit, and every component that renders in it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from playwright.sync_api import Page

# React tells its developer tools of every commit, in a production build too. A component has
# performed work where its flag says so; where a fiber's child is the one it had before, nothing
# below it rendered. Tags 0, 11, 14 and 15 are components that are functions, 5 is an element.
_COUNTER = """(() => {
  const FUNCTIONS = new Set([0, 11, 14, 15]);
  const ELEMENT = 5, PERFORMED_WORK = 1;
  const fresh = () => ({ commits: 0, renders: 0, mounts: 0, largest: 0, around: {} });
  let counted = fresh();
  // Those that React draws: what a chart makes for itself within one of them is its own affair.
  function elementsOf(fiber, found) {
    if (fiber.tag === ELEMENT) found.add(fiber.type);
    for (let each = fiber.child; each; each = each.sibling) elementsOf(each, found);
    return found;
  }
  function note(fiber) {
    for (const name of elementsOf(fiber, new Set())) {
      counted.around[name] = (counted.around[name] ?? 0) + 1;
    }
  }
  function walk(fiber) {
    if (!fiber.alternate) { counted.mounts += 1; return 0; }
    let renders = 0;
    if (FUNCTIONS.has(fiber.tag) && fiber.flags & PERFORMED_WORK) { renders = 1; note(fiber); }
    if (fiber.child === fiber.alternate.child) return renders;
    for (let each = fiber.child; each; each = each.sibling) renders += walk(each);
    return renders;
  }
  globalThis.thorCounted = { read: () => counted, reset: () => { counted = fresh(); } };
  globalThis.__REACT_DEVTOOLS_GLOBAL_HOOK__ = {
    supportsFiber: true, renderers: new Map(), inject: () => 1, checkDCE() {},
    onScheduleFiberRoot() {}, onCommitFiberUnmount() {}, onPostCommitFiberRoot() {},
    onCommitFiberRoot(_, root) {
      const renders = walk(root.current);
      counted.commits += 1;
      counted.renders += renders;
      counted.largest = Math.max(counted.largest, renders);
    },
  };
})()"""


@dataclass(frozen=True, slots=True)
class Renders:
    commits: int
    renders: int
    """Components that rendered again, over all commits."""
    mounts: int
    """Subtrees that were not there before."""
    largest: int
    """Components that rendered again in one commit, at the most."""
    around: dict[str, int]
    """For each kind of element, how many of the renders drew one of that kind in what they drew."""


class RenderCounter:
    """Counts from the first commit of the page on; make it before the page is opened."""

    def __init__(self, page: Page) -> None:
        self._page = page
        page.add_init_script(_COUNTER)

    def reset(self) -> None:
        self._page.evaluate("thorCounted.reset()")

    def read(self) -> Renders:
        counted: dict[str, Any] = self._page.evaluate("thorCounted.read()")
        return Renders(**counted)
