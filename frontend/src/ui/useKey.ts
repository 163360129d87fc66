import { useHotkeys } from "react-hotkeys-hook";

const TYPED_INTO = new Set(["text", "search", "email", "password", "number", "tel", "url"]);

/** Whether a key pressed here is being typed: then no shortcut may take it. */
export function isTyping(target: EventTarget | null): boolean {
  if (target instanceof HTMLInputElement) return TYPED_INTO.has(target.type);
  return (
    target instanceof HTMLTextAreaElement ||
    target instanceof HTMLSelectElement ||
    (target instanceof HTMLElement && target.isContentEditable)
  );
}

/** Whether something lies over the screen that has the keyboard: a dialog or a menu. */
function isCovered(): boolean {
  return document.querySelector("[role=dialog],[role=alertdialog],[role=menu]") !== null;
}

/**
 * Does something when a key is pressed: `"b"`, `"shift+x"`, `"?"`, or one of several, `"1,2,3"`.
 * Never while the trader types, while a dialog or a menu is open, or while the key is held down.
 */
export function useKey(keys: string, act: (key: string) => void, enabled = true): void {
  useKeyPress(keys, act, enabled, (event) => isTyping(event.target));
}

/** As `useKey`, for what no text is made of, such as `"mod+k"`: it works while the trader types, too. */
export function useChord(keys: string, act: () => void): void {
  useKeyPress(keys, act, true, () => false);
}

function useKeyPress(
  keys: string,
  act: (key: string) => void,
  enabled: boolean,
  isText: (event: KeyboardEvent) => boolean,
): void {
  useHotkeys(keys, (event) => act(event.key), {
    enabled,
    // A chosen radio button is a form field and is not typed into.
    enableOnFormTags: true,
    preventDefault: true,
    // By what the key means, not by where it lies: keyboards differ.
    useKey: true,
    ignoreEventWhen: (event) => event.repeat || isText(event) || isCovered(),
  });
}
