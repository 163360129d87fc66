import { chance, many } from "@/features/welcome/scenes/draw";

const DECK =
  "M-214-18L-196-34-118-42-98-58-82-62-74-88-66-92-58-118-52-92-40-94-32-68-6-60 10-44 86-36 150-20 226 4";

/** The ship in the sight: from the side, nose to the right, lit by the sun above and behind it. */
export function Ship() {
  return (
    <>
      <Paint />
      <Plumes />
      <g fill="#150a14" stroke="#ffb0a0" strokeOpacity="0.3" strokeWidth="0.8">
        <path d="M-132-36l-66-58 26-2 108 56z" />
        <path d="M-150 22l-72 52 34 2 116-46z" />
        <path d="M-40 30l-26 34 26 4 70-8 40-34z" />
      </g>
      <path d={`${DECK}L120 22 20 34-84 38-168 28-214 16z`} fill="url(#war-side)" />
      <path
        d="M-196-34L-118-42-98-58-82-62-74-88-66-92-52-92-40-94-32-68-6-60 10-44 86-36 150-20 226 4 96-12 4-20-90-22-206-14z"
        fill="url(#war-deck)"
      />
      <path d="M-214 2L-90 6 20 4 226 4 120 22 20 34-84 38-168 28-214 16z" fill="url(#war-keel)" />
      <path d={DECK} fill="none" stroke="#ffe6d4" strokeWidth="1.5" strokeLinejoin="round" />
      <path d={DECK} fill="none" stroke="#ff9c84" strokeWidth="7" opacity="0.2" />
      <g fill="none" stroke="#000" strokeOpacity="0.5">
        <path d="M-206-14L-90-22 4-20 96-12M-150-38l-6 22M-30-62l8 42M60-38l10 22M120-28l12 20" />
        <path d="M-170 2l-4 26M-120 4l-2 32M-50 6l2 30M30 4l4 28M96 4l10 20" strokeOpacity="0.7" />
      </g>
      <path d="M-206 14L-84 34 20 30 120 18" fill="none" stroke="#ff6b57" opacity="0.45" />
      <Windows />
      <circle cx="-210" cy="-8" r="36" fill="url(#war-engine)" />
      <circle cx="-212" cy="12" r="26" fill="url(#war-engine)" />
      <circle cx="-58" cy="-118" r="7" fill="url(#war-engine)" />
      <circle cx="222" cy="4" r="9" fill="url(#war-engine)" />
    </>
  );
}

function Paint() {
  return (
    <defs>
      <linearGradient id="war-deck" gradientUnits="userSpaceOnUse" x1="0" y1="-110" x2="30" y2="-8">
        <stop offset="0" stopColor="#d98d84" />
        <stop offset="0.5" stopColor="#8a4a58" />
        <stop offset="1" stopColor="#4c2838" />
      </linearGradient>
      <linearGradient id="war-side" gradientUnits="userSpaceOnUse" x1="0" y1="-30" x2="0" y2="36">
        <stop offset="0" stopColor="#3a2030" />
        <stop offset="1" stopColor="#170b16" />
      </linearGradient>
      <linearGradient id="war-keel" gradientUnits="userSpaceOnUse" x1="0" y1="4" x2="0" y2="38">
        <stop offset="0" stopColor="#1a0d18" />
        <stop offset="1" stopColor="#07040a" />
      </linearGradient>
      <linearGradient id="war-plume" x1="1" x2="0">
        <stop offset="0" stopColor="#fff6e6" />
        <stop offset="0.1" stopColor="#ffd09a" stopOpacity="0.95" />
        <stop offset="0.4" stopColor="#ff6a44" stopOpacity="0.5" />
        <stop offset="1" stopColor="#ff2d55" stopOpacity="0" />
      </linearGradient>
      <radialGradient id="war-engine">
        <stop offset="0" stopColor="#ffffff" />
        <stop offset="0.26" stopColor="#ffe0b4" stopOpacity="0.95" />
        <stop offset="1" stopColor="#ff5a36" stopOpacity="0" />
      </radialGradient>
      <filter id="war-heat" x="-10%" y="-200%" width="120%" height="500%">
        <feGaussianBlur stdDeviation="9 6" />
      </filter>
    </defs>
  );
}

/** What the engines leave behind: a hot core in a wide glow. */
function Plumes() {
  return (
    <g fill="url(#war-plume)">
      <path
        d="M-206-22C-320-26-460-16-600-4-460 6-320 10-206 8z"
        filter="url(#war-heat)"
        opacity="0.9"
      />
      <path d="M-206-15C-300-17-420-11-540-6-420-2-300 1-206 0z" />
      <path d="M-208 7C-280 6-370 9-460 13-370 16-280 18-208 17z" opacity="0.85" />
    </g>
  );
}

function Windows() {
  const next = chance(5);
  return many(86, (index) => {
    const x = -186 + next() * 330;
    const row = Math.floor(next() * 4);
    return (
      <rect
        key={index}
        x={x}
        y={-10 + row * 6.5 + (x > 60 ? 3 : 0)}
        width={next() > 0.7 ? 4.5 : 1.8}
        height="1.3"
        fill={next() > 0.22 ? "#ffdba3" : "#ff8a7a"}
        opacity={0.35 + next() * 0.65}
      />
    );
  });
}
