interface CheckboxProps {
  label: string;
  /** On the right: what it brings. */
  hint?: string;
  checked: boolean;
  onChange: (checked: boolean) => void;
}

/** A line of a form that is either on or off. */
export function Checkbox({ label, hint, checked, onChange }: CheckboxProps) {
  return (
    <label className="flex h-6 items-center gap-2 text-xs text-dim hover:text-text">
      <input
        type="checkbox"
        checked={checked}
        onChange={(event) => onChange(event.target.checked)}
      />
      {label}
      {hint && <span className="ml-auto text-2xs">{hint}</span>}
    </label>
  );
}
