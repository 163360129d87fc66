const LINES = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9];
const RAYS = [-9, -7, -5, -3.5, -2.2, -1, 0, 1, 2.2, 3.5, 5, 7, 9];

/** Thin lines only: a deck running out to a horizon, and an instrument's scale above it. */
export function Horizon() {
  return (
    <svg
      viewBox="0 0 800 800"
      preserveAspectRatio="xMidYMax slice"
      aria-hidden="true"
      className="absolute inset-0 size-full"
    >
      <g className="stroke-line" fill="none" strokeWidth="1">
        {RAYS.map((ray) => (
          <line key={ray} x1={400 + ray * 14} y1="470" x2={400 + ray * 160} y2="800" />
        ))}
        {LINES.map((line) => {
          const y = 470 + 3.6 * line ** 2.05;
          return <line key={line} x1="-400" y1={y} x2="1200" y2={y} />;
        })}
      </g>
      <g fill="none" strokeWidth="1.25">
        <circle cx="400" cy="380" r="118" className="stroke-line" />
        <circle cx="400" cy="380" r="150" className="stroke-line" strokeDasharray="2 10" />
        <path d="M282 380a118 118 0 0 1 90-114.600" className="stroke-gold" strokeWidth="2" />
        <path d="M400 232v22M400 506v22M252 380h22M526 380h22" className="stroke-dim" />
        <path
          d="M306 410l22-16 18 10 26-44 20 22 24-38 22 26 18-34 26 18 22-30"
          className="stroke-up"
          strokeWidth="2"
          strokeLinejoin="round"
        />
        <circle cx="504" cy="324" r="4" className="fill-up stroke-panel" />
      </g>
    </svg>
  );
}
