import type { ReactNode } from "react";
import { type Preferences, setPreferences, usePreference } from "@/kernel/preferences";
import { Panel } from "@/ui/Panel";
import { Segmented } from "@/ui/Segmented";
import { Signed } from "@/ui/Signed";
import { Switch } from "@/ui/Switch";

type Look = "theme" | "palette" | "motion";

const THEMES = [
  { value: "system", label: "As the system" },
  { value: "dark", label: "Dark" },
  { value: "light", label: "Light" },
] as const;

const PALETTES = [
  { value: "classic", label: "Green up", title: "Green up, red down" },
  { value: "colorblind", label: "Blue up", title: "Blue up, orange down: for color-blind eyes" },
  { value: "east", label: "Red up", title: "Red up, green down: as in East Asia" },
] as const;

const MOTIONS = [
  { value: "system", label: "As the system" },
  { value: "reduced", label: "Still" },
] as const;

/** How the screen looks. Every choice holds at once, in this browser. */
export function AppearancePanel() {
  const flashing = usePreference("flashing");
  const title = usePreference("figuresInTitle");
  const hidden = usePreference("amountsHidden");
  return (
    <Panel title="Appearance">
      <div className="flex flex-col gap-4 p-3">
        <Choice name="theme" legend="Theme" options={THEMES} />
        <Choice name="palette" legend="Gains and losses" options={PALETTES}>
          <span aria-hidden className="flex gap-4 text-sm">
            <Signed value="1.24" as="percent" />
            <Signed value="-0.80" as="percent" />
          </span>
        </Choice>
        <Choice name="motion" legend="Motion" options={MOTIONS} />
        <Switch
          label="Figures flash when they change"
          checked={flashing}
          onChange={(next) => setPreferences({ flashing: next })}
        />
        <Switch
          label="Hide amounts"
          hint="Money, and how much is held, on every screen, in the tab and on the equity curve. H does the same."
          checked={hidden}
          onChange={(next) => setPreferences({ amountsHidden: next })}
        />
        <Switch
          label="Equity and day P/L in the title of the tab"
          checked={title}
          onChange={(next) => setPreferences({ figuresInTitle: next })}
        />
      </div>
    </Panel>
  );
}

interface ChoiceProps<K extends Look> {
  name: K;
  legend: string;
  options: readonly { value: Preferences[K]; label: string; title?: string }[];
  children?: ReactNode;
}

function Choice<K extends Look>({ name, legend, options, children }: ChoiceProps<K>) {
  const value = usePreference(name);
  return (
    <div className="flex flex-wrap items-center gap-x-4 gap-y-1">
      <span aria-hidden className="w-32 text-sm">
        {legend}
      </span>
      <Segmented
        legend={legend}
        options={options}
        value={value}
        onChange={(next) => setPreferences({ [name]: next })}
      />
      {children}
    </div>
  );
}
