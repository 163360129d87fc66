import type { Phase } from "@/features/welcome/phases";

export interface Callout {
  /** Who speaks. */
  from: string;
  text: string;
}

/** What is said in each phase; none while the scene turns. */
export const CALLOUTS: Record<Phase, Callout | null> = {
  "captain-on-deck": { from: "Officer of the deck", text: "Captain on deck" },
  "shield-report": { from: "Shield control", text: "Workhorse Stable shield 100 percent" },
  "turn-to-helm": null,
  "controls-are-yours": {
    from: "Engine room",
    text: "Engine room to Captain. Controls are yours.",
  },
  "waiting-for-engage": { from: "Helm", text: "Standing by for your word, Captain." },
  "turn-to-war-room": null,
  "war-room-activated": { from: "All decks", text: "Your war room is activated…" },
  over: null,
};
