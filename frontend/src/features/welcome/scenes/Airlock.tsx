import { corners, many, type Point, seen } from "@/features/welcome/scenes/draw";

/** The opening in the far wall, seen from the front. */
const DOOR: readonly Point[] = [
  [-62, -150],
  [62, -150],
  [94, -112],
  [94, 200],
  [-94, 200],
  [-94, -112],
];

function door(scale: number): Point[] {
  return DOOR.map(([x, y]) => seen(x * scale, y > 0 ? y : y * scale, 1));
}

/** What lies behind the door: a lock full of light. */
export function LockLight() {
  return (
    <>
      <defs>
        <radialGradient id="bridge-beyond" gradientUnits="userSpaceOnUse" cx="800" cy="420" r="250">
          <stop offset="0" stopColor="#fffdf4" />
          <stop offset="0.3" stopColor="#fff0cc" />
          <stop offset="0.62" stopColor="#ffc769" />
          <stop offset="1" stopColor="#c8701d" />
        </radialGradient>
      </defs>
      <rect x="660" y="260" width="280" height="400" fill="url(#bridge-beyond)" />
      {[0.42, 0.55, 0.72].map((scale) => (
        <polygon
          key={scale}
          points={corners(...DOOR.map(([x, y]) => seen(x * scale, y * scale, 1)))}
          fill="none"
          stroke="#a85a14"
          strokeWidth={5 * scale}
          opacity={scale * 0.55}
        />
      ))}
    </>
  );
}

export function DoorHalf({ side }: { side: -1 | 1 }) {
  const edge = (x: number, y: number): Point => seen(side * x, y, 1);
  return (
    <>
      <defs>
        <linearGradient id={`bridge-door${side}`} x1={side < 0 ? 1 : 0} x2={side < 0 ? 0 : 1}>
          <stop offset="0" stopColor="#54300f" />
          <stop offset="0.12" stopColor="#2b1708" />
          <stop offset="1" stopColor="#140a04" />
        </linearGradient>
      </defs>
      <polygon
        points={corners(edge(0, -160), edge(100, -160), edge(100, 204), edge(0, 204))}
        fill={`url(#bridge-door${side})`}
      />
      <polygon
        points={corners(
          edge(14, -120),
          edge(58, -120),
          edge(76, -96),
          edge(76, -10),
          edge(14, -10),
        )}
        fill="none"
        stroke="#8d5420"
        strokeWidth="1.6"
      />
      <polygon
        points={corners(edge(14, 14), edge(76, 14), edge(76, 176), edge(14, 176))}
        fill="none"
        stroke="#8d5420"
        strokeWidth="1.6"
      />
      <path d={`M${corners(edge(1, -160), edge(1, 204))}`} stroke="#ffdb9b" strokeWidth="2.5" />
    </>
  );
}

/** The far wall around the door, with the lamps that say it is open. */
export function Bulkhead() {
  const hole = corners(...door(1));
  return (
    <>
      <defs>
        <radialGradient
          id="bridge-bulkhead"
          gradientUnits="userSpaceOnUse"
          cx="800"
          cy="450"
          r="330"
        >
          <stop offset="0.25" stopColor="#7c4617" />
          <stop offset="0.6" stopColor="#3b200c" />
          <stop offset="1" stopColor="#1c0f06" />
        </radialGradient>
      </defs>
      <path fillRule="evenodd" fill="url(#bridge-bulkhead)" d={`M480 150H1120V720H480zM${hole}z`} />
      {[1.5, 1.34].map((scale) => (
        <polygon
          key={scale}
          points={corners(...door(scale))}
          fill="none"
          stroke="#120903"
          strokeWidth="3"
        />
      ))}
      <path
        fillRule="evenodd"
        fill="#190d05"
        d={`M${corners(...door(1.22))}zM${corners(...door(1.02))}z`}
      />
      <polygon points={hole} fill="none" stroke="#fff0cb" strokeWidth="3" />
      <polygon points={corners(...door(1.22))} fill="none" stroke="#e2953f" strokeWidth="1.4" />
      {[-1, 1].map((side) => (
        <g key={side}>
          {many(8, (index) => (
            <rect
              key={index}
              x={800 + side * 152 - 11}
              y={340 + index * 34}
              width="22"
              height={index % 3 === 0 ? 5 : 3}
              rx="1.5"
              fill={index === 0 ? "#7dffb0" : "#ffb454"}
              opacity={index === 0 ? 1 : 0.75 - index * 0.06}
            />
          ))}
          <path d={`M${800 + side * 196} 300v330`} stroke="#0f0703" strokeWidth="5" opacity="0.8" />
          <path d={`M${800 + side * 199} 300v330`} stroke="#c67f35" strokeWidth="1" opacity="0.6" />
        </g>
      ))}
      <rect x="724" y="246" width="152" height="17" rx="3" fill="#130903" />
      {many(9, (index) => (
        <rect
          key={index}
          x={733 + index * 15.2}
          y="251"
          width="11"
          height="7"
          fill="#ffcf86"
          opacity={index % 2 ? 0.55 : 0.95}
        />
      ))}
    </>
  );
}
