interface SearchTextProps {
  label: string;
  value: string;
  onChange: (text: string) => void;
}

/** A short text by which a list is filtered. */
export function SearchText({ label, value, onChange }: SearchTextProps) {
  return (
    <input
      type="search"
      aria-label={label}
      placeholder={label}
      value={value}
      maxLength={40}
      onChange={(event) => onChange(event.target.value)}
      className="h-6.5 w-24 rounded-sm border border-line bg-field px-2 text-xs hover:border-edge"
    />
  );
}
