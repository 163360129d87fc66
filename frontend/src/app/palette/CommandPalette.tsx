import { Autocomplete } from "@base-ui/react/autocomplete";
import { Dialog } from "@base-ui/react/dialog";
import Search from "lucide-react/icons/search";
import { useRef, useState } from "react";
import type { Command, CommandGroup } from "@/app/palette/commands";
import { useCommands } from "@/app/palette/useCommands";
import type { TradingSession } from "@/app/session";

interface CommandPaletteProps {
  session: TradingSession;
  onHelp: () => void;
  onClose: () => void;
}

/** Everything that can be gone to or done, found by a few letters of its name. */
export function CommandPalette({ session, onHelp, onClose }: CommandPaletteProps) {
  const [typed, setTyped] = useState("");
  const input = useRef<HTMLInputElement>(null);
  /** Whether what was done takes the keyboard somewhere itself. */
  const takesFocus = useRef(false);
  const groups = useCommands(session, typed, onHelp);

  function run(command: Command): void {
    takesFocus.current = command.id.startsWith("trade") || command.id === "help";
    onClose();
    // The screen is uncovered first: what comes may want to ask a question.
    requestAnimationFrame(command.run);
  }

  return (
    <Dialog.Root open onOpenChange={(open) => !open && onClose()}>
      <Dialog.Portal>
        <Dialog.Backdrop className="fixed inset-0 z-40 bg-black/60" />
        <Dialog.Popup
          aria-label="Go to, or do"
          initialFocus={input}
          finalFocus={() => !takesFocus.current}
          className="fixed top-[12vh] left-1/2 z-50 flex max-h-[min(30rem,76vh)] w-[calc(100vw-1.5rem)] max-w-xl -translate-x-1/2 flex-col overflow-hidden rounded-md border border-edge/70 bg-panel outline-none"
        >
          <Autocomplete.Root
            inline
            open
            items={groups}
            value={typed}
            onValueChange={setTyped}
            itemToStringValue={words}
            autoHighlight="always"
            keepHighlight
          >
            <div className="flex h-11 shrink-0 items-center gap-2.5 border-b border-line px-3">
              <Search aria-hidden className="size-4 text-dim" strokeWidth={1.75} />
              <Autocomplete.Input
                ref={input}
                aria-label="Symbol, screen or command"
                placeholder="Symbol, screen or command"
                className="h-full min-w-0 flex-1 bg-transparent text-base outline-none"
              />
              <kbd>Esc</kbd>
            </div>
            <Autocomplete.Empty className="px-3 py-4 text-xs text-dim empty:p-0">
              Nothing is called that.
            </Autocomplete.Empty>
            <Autocomplete.List className="min-h-0 flex-1 overflow-auto overscroll-contain empty:hidden">
              {(group: CommandGroup) => (
                <Autocomplete.Group key={group.value} items={group.items} className="py-1">
                  <Autocomplete.GroupLabel className="label px-3 py-1">
                    {group.value}
                  </Autocomplete.GroupLabel>
                  <Autocomplete.Collection>
                    {(command: Command) => (
                      <Autocomplete.Item
                        key={command.id}
                        value={command}
                        onClick={() => run(command)}
                        className="flex h-8 cursor-pointer items-center gap-3 border-l-2 border-transparent px-3 text-sm data-highlighted:border-gold data-highlighted:bg-raised"
                      >
                        <span className="min-w-16 shrink-0">{command.label}</span>
                        <span className="truncate text-xs text-dim">{command.note}</span>
                        <span className="ml-auto flex gap-1">
                          {command.keys?.map((key) => (
                            <kbd key={key}>{key}</kbd>
                          ))}
                        </span>
                      </Autocomplete.Item>
                    )}
                  </Autocomplete.Collection>
                </Autocomplete.Group>
              )}
            </Autocomplete.List>
          </Autocomplete.Root>
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

/** What a command is found by. */
function words({ label, note }: Command): string {
  return note ? `${label} ${note}` : label;
}
