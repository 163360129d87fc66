import { Dialog } from "@base-ui/react/dialog";
import { type ComponentType, useEffect, useRef } from "react";
import { CALLOUTS } from "@/features/welcome/callouts";
import { mayEngage, type Phase, type Scene, STEPS } from "@/features/welcome/phases";
import { Bridge } from "@/features/welcome/scenes/Bridge";
import { Helm } from "@/features/welcome/scenes/Helm";
import { WarRoom } from "@/features/welcome/scenes/WarRoom";
import { usePhase } from "@/features/welcome/usePhase";
import "@/features/welcome/CommanderWelcomeModal.css";

const PICTURES: Record<Scene, ComponentType> = {
  bridge: Bridge,
  helm: Helm,
  "war-room": WarRoom,
};

interface CommanderWelcomeModalProps {
  /** The welcome is over: seen to its end, skipped, or left with Escape. */
  onDone: () => void;
}

/** Three scenes that receive the commander. The live war room keeps running behind them. */
export function CommanderWelcomeModal({ onDone }: CommanderWelcomeModalProps) {
  const { phase, engage } = usePhase(onDone);
  const popup = useRef<HTMLDivElement>(null);
  const { scene, leaving } = STEPS[phase];

  return (
    <Dialog.Root open disablePointerDismissal onOpenChange={(open) => !open && onDone()}>
      <Dialog.Portal>
        <Dialog.Popup
          ref={popup}
          initialFocus={popup}
          className="welcome"
          data-scene={scene}
          data-phase={phase}
        >
          <Dialog.Title className="sr-only">Commander Welcome</Dialog.Title>
          {leaving && <Stage key={leaving} scene={leaving} turn="out" />}
          <Stage key={scene} scene={scene} turn="in" />
          <div className="welcome-frame" aria-hidden="true" />
          <Words phase={phase} />
          <Engage
            phase={phase}
            onEngage={() => {
              // The button goes away with the finale; the focus must not go with it.
              popup.current?.focus();
              engage();
            }}
          />
          <Dialog.Close className="welcome-skip">
            Skip{" "}
            <span className="welcome-key" aria-hidden="true">
              Esc
            </span>
          </Dialog.Close>
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

function Stage({ scene, turn }: { scene: Scene; turn: "in" | "out" }) {
  const Picture = PICTURES[scene];
  return (
    <div className="welcome-stage" data-testid="welcome-scene" data-scene={scene} data-turn={turn}>
      <Picture />
    </div>
  );
}

function Words({ phase }: { phase: Phase }) {
  const callout = CALLOUTS[phase];
  return (
    <div role="status" className="welcome-words">
      {callout && (
        <p key={callout.text} className="welcome-callout" data-phase={phase}>
          <span className="welcome-from">{callout.from}</span>
          <span className="welcome-text">{callout.text}</span>
          <span className="welcome-rule" aria-hidden="true" />
        </p>
      )}
    </div>
  );
}

/** There only in scene 2, and dead while the finale that it started runs. */
function Engage({ phase, onEngage }: { phase: Phase; onEngage: () => void }) {
  const button = useRef<HTMLButtonElement>(null);
  const isOpen = mayEngage(phase);
  useEffect(() => {
    if (isOpen) button.current?.focus();
  }, [isOpen]);
  if (!isOpen && phase !== "turn-to-war-room") return null;
  return (
    <button
      ref={button}
      type="button"
      disabled={!isOpen}
      onClick={onEngage}
      className="welcome-engage"
    >
      Engage
    </button>
  );
}
