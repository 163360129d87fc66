import { SHORTCUTS } from "@/ui/shortcuts";

/** Every key that does something, by what it is about. */
export function ShortcutList() {
  return (
    <div className="grid gap-x-8 gap-y-4 sm:grid-cols-2">
      {SHORTCUTS.map(({ title, shortcuts }) => (
        <section key={title}>
          <h3 className="label mb-1">{title}</h3>
          <dl className="text-xs">
            {shortcuts.map(({ keys, does }) => (
              <div key={does} className="flex items-center gap-3 border-b border-line py-1">
                <dt className="flex w-24 shrink-0 gap-1">
                  {keys.map((key) => (
                    <kbd key={key}>{key}</kbd>
                  ))}
                </dt>
                <dd>{does}</dd>
              </div>
            ))}
          </dl>
        </section>
      ))}
    </div>
  );
}
