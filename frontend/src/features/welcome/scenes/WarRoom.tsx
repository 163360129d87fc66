import { Battle } from "@/features/welcome/scenes/Battle";
import { Console, DISPLAYS, displayCorners } from "@/features/welcome/scenes/Console";
import { chance, corners, many } from "@/features/welcome/scenes/draw";
import { Candles, LockWords, Radar } from "@/features/welcome/scenes/instruments";
import { Layer } from "@/features/welcome/scenes/Layer";
import { ReticleBrackets, ReticleRing } from "@/features/welcome/scenes/Reticle";
import { Ship } from "@/features/welcome/scenes/Ship";
import { Window } from "@/features/welcome/scenes/Window";

/** Scene 3: a sight settles on a ship, and every instrument of the console is alive. */
export function WarRoom() {
  return (
    <>
      <div className="war-sky">
        <Layer centered className="war-nebula">
          <Battle />
        </Layer>
        <Layer centered className="war-stars">
          <Stars />
        </Layer>
        <div className="war-target">
          <Layer centered className="war-ship">
            {/* So that the sight holds all of it. */}
            <g transform="translate(4 0) scale(0.87)">
              <Ship />
            </g>
          </Layer>
          <Layer centered className="war-ring">
            <ReticleRing />
          </Layer>
          <Layer centered className="war-brackets">
            <ReticleBrackets />
          </Layer>
          <Layer centered className="war-locked">
            <LockWords />
          </Layer>
        </div>
      </div>
      <Layer className="welcome-drift-far">
        <Window id="war" hull="#0c060c" hullLit="#35161f" edge="#ff9d8a" />
      </Layer>
      <Layer className="welcome-drift-middle">
        <Console
          id="war"
          body="#10070d"
          bodyLit="#4a1f29"
          edge="#5ff0d6"
          keys={["#5ff0d6", "#ffc266", "#ff6b57", "#5ff0d6", "#ffe3b0"]}
        />
        {DISPLAYS.map((display) => (
          <polygon
            key={display.x}
            points={corners(...displayCorners(display))}
            fill="#02100f"
            stroke="#5ff0d6"
            strokeOpacity="0.55"
          />
        ))}
      </Layer>
      <Layer className="war-instruments">
        <Candles />
      </Layer>
      <Layer centered className="war-radar">
        <Radar />
      </Layer>
      <Layer className="war-pulse">
        <Glow />
      </Layer>
    </>
  );
}

function Stars() {
  const next = chance(91);
  return many(150, (index) => (
    <circle
      key={index}
      cx={-900 + next() * 1800}
      cy={-480 + next() * 900}
      r={0.4 + next() ** 3 * 1.9}
      fill={next() > 0.8 ? "#ffd9b8" : "#fff"}
      opacity={0.25 + next() * 0.75}
    />
  ));
}

/** The light of the console on the room. */
function Glow() {
  return (
    <>
      <defs>
        <radialGradient id="war-glow" gradientUnits="userSpaceOnUse" cx="800" cy="760" r="720">
          <stop offset="0" stopColor="#5ff0d6" stopOpacity="0.2" />
          <stop offset="0.5" stopColor="#5ff0d6" stopOpacity="0.06" />
          <stop offset="1" stopColor="#5ff0d6" stopOpacity="0" />
        </radialGradient>
      </defs>
      <rect x="-200" y="-200" width="2000" height="1300" fill="url(#war-glow)" />
    </>
  );
}
