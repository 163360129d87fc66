/** Puts the preferences that the style sheet reads on the document, and keeps them there. */

import { type Preferences, preferencesStore } from "@/kernel/preferences";

const LIGHT = "(prefers-color-scheme: light)";

export function startAppearance(): void {
  const system = matchMedia(LIGHT);
  const apply = () => show(preferencesStore.getState(), system.matches);
  system.addEventListener("change", apply);
  preferencesStore.subscribe(apply);
  apply();
}

function show({ theme, palette, motion, flashing }: Preferences, systemIsLight: boolean): void {
  const { dataset } = document.documentElement;
  dataset.theme = theme === "system" ? (systemIsLight ? "light" : "dark") : theme;
  dataset.palette = palette;
  dataset.motion = motion;
  dataset.flashing = flashing ? "on" : "off";
  const background = getComputedStyle(document.documentElement).getPropertyValue("--color-bg");
  document.querySelector("meta[name=theme-color]")?.setAttribute("content", background.trim());
}
