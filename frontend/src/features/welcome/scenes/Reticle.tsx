import { many, polar } from "@/features/welcome/scenes/draw";

const TICKS = 72;

/** The outer ring of the sight, which turns by itself. */
export function ReticleRing() {
  return (
    <g fill="none" stroke="#ff6b57">
      <circle r="246" strokeWidth="1" opacity="0.5" />
      {many(TICKS, (index) => {
        const angle = (index * 360) / TICKS;
        const long = index % 6 === 0;
        const [x1, y1] = polar(246, angle);
        const [x2, y2] = polar(long ? 228 : 238, angle);
        return (
          <line
            key={angle}
            x1={x1}
            y1={y1}
            x2={x2}
            y2={y2}
            strokeWidth={long ? 2.4 : 1}
            opacity={long ? 0.95 : 0.55}
          />
        );
      })}
      {many(3, (index) => {
        const [x1, y1] = polar(266, index * 120 - 34);
        const [x2, y2] = polar(266, index * 120 + 34);
        return (
          <path
            key={index}
            d={`M${x1} ${y1}A266 266 0 0 1 ${x2} ${y2}`}
            strokeWidth="3"
            opacity="0.85"
          />
        );
      })}
    </g>
  );
}

/** Brackets and crosshair; they settle on the ship. */
export function ReticleBrackets() {
  return (
    <g fill="none" stroke="#fff0dc" strokeLinecap="square">
      {[
        [-1, -1],
        [1, -1],
        [1, 1],
        [-1, 1],
      ].map(([x = 1, y = 1]) => (
        <path
          key={`${x}${y}`}
          d={`M${x * 206} ${y * 78}V${y * 122}H${x * 150}`}
          strokeWidth="3.5"
        />
      ))}
      <path d="M-300 0h86M300 0h-86M0-200v62M0 200v-62" strokeWidth="1.4" opacity="0.75" />
      <path d="M-12 0h8M4 0h8M0-12v8M0 4v8" strokeWidth="1.8" />
      <circle r="26" strokeWidth="1.2" opacity="0.7" strokeDasharray="9 5" />
    </g>
  );
}
