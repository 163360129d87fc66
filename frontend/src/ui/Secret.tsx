import { useId } from "react";
import { Button } from "@/ui/Button";
import { notify } from "@/ui/notify";

interface SecretProps {
  label: string;
  note: string;
  value: string;
}

/** Something to be copied before it is gone. */
export function Secret({ label, note, value }: SecretProps) {
  const id = useId();

  async function copy(): Promise<void> {
    try {
      await navigator.clipboard.writeText(value);
      notify("good", "Copied.");
    } catch {
      // Over plain HTTP the browser gives no clipboard: the text is selected for Ctrl+C.
      (document.getElementById(id) as HTMLInputElement | null)?.select();
    }
  }

  return (
    <div role="status" className="flex flex-col gap-1 rounded-sm border border-gold/60 p-2">
      <label htmlFor={id} className="text-xs">
        {label}
      </label>
      <div className="flex gap-2">
        <input
          id={id}
          readOnly
          value={value}
          onFocus={(event) => event.target.select()}
          className="figure h-7 min-w-0 grow rounded-sm border border-line bg-field px-2 text-xs"
        />
        <Button className="h-7" onClick={() => void copy()}>
          Copy
        </Button>
      </div>
      <p className="text-xs text-dim">{note}</p>
    </div>
  );
}
