import {
  MOTIONS,
  PALETTES,
  type Preferences,
  setPreferences,
  THEMES,
  usePreference,
} from "@/kernel/preferences";
import { Page } from "@/ui/Page";
import { Panel } from "@/ui/Panel";
import { Segmented } from "@/ui/Segmented";

export function SettingsPage() {
  return (
    <Page title="Settings" narrow>
      <Panel title="Appearance">
        <div className="flex flex-col gap-2 p-3">
          <Choice legend="Theme" name="theme" values={THEMES} />
          <Choice legend="Palette" name="palette" values={PALETTES} />
          <Choice legend="Motion" name="motion" values={MOTIONS} />
        </div>
      </Panel>
    </Page>
  );
}

interface ChoiceProps<K extends "theme" | "palette" | "motion"> {
  legend: string;
  name: K;
  values: readonly Preferences[K][];
}

function Choice<K extends "theme" | "palette" | "motion">({
  legend,
  name,
  values,
}: ChoiceProps<K>) {
  const value = usePreference(name);
  return (
    <Segmented
      legend={legend}
      options={values.map((each) => ({ value: each, label: each }))}
      value={value}
      onChange={(next) => setPreferences({ [name]: next })}
    />
  );
}
