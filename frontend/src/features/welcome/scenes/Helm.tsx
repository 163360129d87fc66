import {
  Console,
  DISPLAYS,
  displayCorners,
  onDisplay,
  trace,
} from "@/features/welcome/scenes/Console";
import { chance, corners, many, polar } from "@/features/welcome/scenes/draw";
import { CaptainAtHelm, CoatDetails, OfficerSeated } from "@/features/welcome/scenes/figures";
import { Layer } from "@/features/welcome/scenes/Layer";
import { RimLight } from "@/features/welcome/scenes/RimLight";
import { Window } from "@/features/welcome/scenes/Window";

/** Scene 2: from behind, the captain at the command console; stars streak on the main screen. */
export function Helm() {
  return (
    <>
      <div className="helm-sky">
        <Layer centered>
          <Sky />
        </Layer>
        {[0, 1, 2, 3].map((wave) => (
          <Layer key={wave} centered className={`helm-streaks helm-streaks-${wave}`}>
            <Streaks seed={31 + wave} />
          </Layer>
        ))}
        <Layer centered className="helm-core">
          <Core />
        </Layer>
        <Layer centered className="helm-course">
          <Course />
        </Layer>
      </div>
      <Layer className="welcome-drift-far">
        <Window id="helm" hull="#060b14" hullLit="#16263d" edge="#9fd4ff" />
      </Layer>
      <Layer className="helm-spill">
        <Spill />
      </Layer>
      <Layer className="welcome-drift-middle">
        <Crew />
        <Console
          id="helm"
          body="#0a1220"
          bodyLit="#27415f"
          edge="#a9dcff"
          keys={["#7cc7ff", "#ffc266", "#7cc7ff", "#ff7d4d", "#cfeaff"]}
        />
        <Displays />
      </Layer>
      <Layer className="welcome-drift-near">
        <defs>
          <RimLight id="helm-rim" color="#9ed6ff" width={2} dy={2} />
          <linearGradient id="helm-body" x1="0" y1="0" x2="0" y2="1">
            <stop offset="0" stopColor="#05080f" />
            <stop offset="1" stopColor="#020305" />
          </linearGradient>
        </defs>
        <g transform="translate(800 856) scale(0.9)">
          <g fill="url(#helm-body)" filter="url(#helm-rim)">
            <CaptainAtHelm />
          </g>
          <CoatDetails light="#5f8fbf" braid="#e9b65b" />
        </g>
      </Layer>
    </>
  );
}

function Sky() {
  return (
    <>
      <defs>
        <radialGradient id="helm-space" gradientUnits="userSpaceOnUse" cx="0" cy="0" r="900">
          <stop offset="0" stopColor="#bfe4ff" />
          <stop offset="0.06" stopColor="#5fa8f0" />
          <stop offset="0.17" stopColor="#1d4f9c" />
          <stop offset="0.38" stopColor="#0a2050" />
          <stop offset="0.8" stopColor="#050d22" />
          <stop offset="1" stopColor="#02050d" />
        </radialGradient>
        <radialGradient id="helm-violet" gradientUnits="userSpaceOnUse" cx="-430" cy="-150" r="420">
          <stop offset="0" stopColor="#7a5bff" stopOpacity="0.4" />
          <stop offset="1" stopColor="#7a5bff" stopOpacity="0" />
        </radialGradient>
        <radialGradient id="helm-teal" gradientUnits="userSpaceOnUse" cx="460" cy="160" r="420">
          <stop offset="0" stopColor="#1fd6d0" stopOpacity="0.28" />
          <stop offset="1" stopColor="#1fd6d0" stopOpacity="0" />
        </radialGradient>
      </defs>
      <rect x="-1000" y="-800" width="2000" height="1600" fill="url(#helm-space)" />
      <rect x="-1000" y="-800" width="2000" height="1600" fill="url(#helm-violet)" />
      <rect x="-1000" y="-800" width="2000" height="1600" fill="url(#helm-teal)" />
    </>
  );
}

const STAR_COLORS = ["#ffffff", "#d6ecff", "#8cc8ff", "#bfe0ff", "#ffe6bd"];

/** Thin wedges that point at where we are going. They grow past us as the layer does. */
function Streaks({ seed }: { seed: number }) {
  const next = chance(seed);
  return many(54, (index) => {
    const angle = index * 6.67 + next() * 6;
    const start = 40 + next() ** 1.4 * 430;
    const length = 40 + next() * 210 + start * 0.25;
    const half = 0.05 + next() * 0.13;
    const color = STAR_COLORS[Math.floor(next() * STAR_COLORS.length)];
    return (
      <polygon
        key={angle}
        points={corners(
          polar(start, angle),
          polar(start + length, angle - half),
          polar(start + length + 3, angle),
          polar(start + length, angle + half),
        )}
        fill={color}
        opacity={0.35 + next() * 0.65}
      />
    );
  });
}

function Core() {
  return (
    <>
      <defs>
        <radialGradient id="helm-star" gradientUnits="userSpaceOnUse" cx="0" cy="0" r="240">
          <stop offset="0" stopColor="#ffffff" />
          <stop offset="0.07" stopColor="#eaf6ff" stopOpacity="0.95" />
          <stop offset="0.25" stopColor="#9fd0ff" stopOpacity="0.4" />
          <stop offset="1" stopColor="#5aa7ff" stopOpacity="0" />
        </radialGradient>
        <linearGradient id="helm-flare" x1="0" x2="1">
          <stop offset="0" stopColor="#bfe2ff" stopOpacity="0" />
          <stop offset="0.5" stopColor="#f2faff" stopOpacity="0.9" />
          <stop offset="1" stopColor="#bfe2ff" stopOpacity="0" />
        </linearGradient>
      </defs>
      <circle r="240" fill="url(#helm-star)" />
      <rect x="-620" y="-1.2" width="1240" height="2.4" fill="url(#helm-flare)" />
      <rect x="-260" y="-3.5" width="520" height="7" fill="url(#helm-flare)" opacity="0.5" />
    </>
  );
}

/** What the screen draws over the sky: the course, and marks around it. */
function Course() {
  return (
    <g fill="none" stroke="#ffd58a">
      <circle r="96" strokeWidth="1.2" opacity="0.55" strokeDasharray="2 7" />
      <circle r="150" strokeWidth="1" opacity="0.35" />
      {many(48, (index) => {
        const long = index % 4 === 0;
        const [x1, y1] = polar(150, index * 7.5);
        const [x2, y2] = polar(long ? 164 : 157, index * 7.5);
        return (
          <line
            key={index}
            x1={x1}
            y1={y1}
            x2={x2}
            y2={y2}
            strokeWidth={long ? 1.8 : 1}
            opacity={long ? 0.85 : 0.4}
          />
        );
      })}
      <path d="M-184 0h-60M184 0h60M0-184v-40" strokeWidth="1.6" opacity="0.7" />
    </g>
  );
}

/** The light of the screen on the room. */
function Spill() {
  return (
    <>
      <defs>
        <radialGradient id="helm-spilled" gradientUnits="userSpaceOnUse" cx="800" cy="420" r="760">
          <stop offset="0" stopColor="#7dc0ff" stopOpacity="0.34" />
          <stop offset="0.4" stopColor="#4f96e8" stopOpacity="0.12" />
          <stop offset="1" stopColor="#4f96e8" stopOpacity="0" />
        </radialGradient>
      </defs>
      <rect x="-200" y="-200" width="2000" height="1300" fill="url(#helm-spilled)" />
    </>
  );
}

function Crew() {
  return (
    <>
      <defs>
        <RimLight id="helm-rim-crew" color="#4e8cc4" width={1.1} dy={2} />
      </defs>
      <g fill="#04070d" filter="url(#helm-rim-crew)">
        <g transform="translate(262 672) scale(0.8)">
          <OfficerSeated />
        </g>
        <g transform="translate(1338 672) scale(0.8)">
          <OfficerSeated />
        </g>
      </g>
    </>
  );
}

const LINES = [
  [0.2, 0.28, 0.24, 0.4, 0.36, 0.5, 0.46, 0.62, 0.7, 0.66, 0.84],
  [0.5, 0.42, 0.56, 0.5, 0.66, 0.58, 0.72, 0.5, 0.6, 0.74, 0.68],
  [0.3, 0.5, 0.42, 0.62, 0.5, 0.4, 0.55, 0.7, 0.62, 0.8, 0.74],
  [0.7, 0.6, 0.66, 0.48, 0.54, 0.44, 0.58, 0.52, 0.68, 0.62, 0.8],
];

function Displays() {
  return DISPLAYS.map((display, index) => {
    const warm = index === 1 || index === 2;
    const color = warm ? "#ffc875" : "#8fd0ff";
    return (
      <g key={display.x}>
        <polygon points={corners(...displayCorners(display))} fill="#020610" />
        <polygon
          points={corners(...displayCorners(display))}
          fill={color}
          fillOpacity="0.13"
          stroke={color}
          strokeOpacity="0.6"
        />
        {[0.25, 0.5, 0.75].map((down) => (
          <path
            key={down}
            d={`M${corners(onDisplay(display, 0.04, down), onDisplay(display, 0.96, down))}`}
            stroke={color}
            strokeWidth="0.7"
            opacity="0.3"
          />
        ))}
        <path d={trace(display, LINES[index] ?? [])} fill="none" stroke={color} strokeWidth="2" />
      </g>
    );
  });
}
