import { corners, many, type Point, seen } from "@/features/welcome/scenes/draw";

const BAYS: readonly [number, number][] = [
  [1.06, 1.2],
  [1.29, 1.53],
  [1.68, 2.04],
  [2.28, 2.82],
];

interface WallStationsProps {
  side: -1 | 1;
  /** Half the width of the room, and its floor, in units of the far wall. */
  wall: number;
  floor: number;
}

/** The wall's stations: a desk, screens above it, and light between the panels. */
export function WallStations({ side, wall: half, floor }: WallStationsProps) {
  const wall = side * half;
  const desk = side * (half - 58);
  return (
    <g>
      <polygon
        points={corners(
          seen(wall, 92, 1.02),
          seen(desk, 104, 1.02),
          seen(desk, 104, 6),
          seen(wall, 92, 6),
        )}
        fill="#3a2110"
      />
      <polygon
        points={corners(
          seen(desk, 104, 1.02),
          seen(desk + side * 14, floor, 1.02),
          seen(desk + side * 14, floor, 6),
          seen(desk, 104, 6),
        )}
        fill="#0d0703"
      />
      <path
        d={`M${corners(seen(desk, 104, 1.02), seen(desk, 104, 6))}`}
        stroke="url(#bridge-edge)"
        strokeWidth="2.5"
      />
      {BAYS.map(([far, near], index) => (
        <Station key={far} wall={wall} desk={desk} far={far} near={near} number={index} />
      ))}
    </g>
  );
}

interface StationProps {
  wall: number;
  desk: number;
  far: number;
  near: number;
  number: number;
}

const TRACES = [
  [0.7, 0.55, 0.62, 0.4, 0.48, 0.25, 0.32, 0.18],
  [0.7, 0.52, 0.66, 0.5, 0.6, 0.38, 0.42, 0.3],
  [0.6, 0.5, 0.66, 0.35, 0.45, 0.3, 0.4, 0.2],
  [0.5, 0.62, 0.4, 0.5, 0.3, 0.42, 0.2, 0.28],
];

function Station({ wall, desk, far, near, number }: StationProps) {
  const [top, bottom] = [-92, 44];
  const on = (across: number, down: number): Point =>
    seen(wall, top + (bottom - top) * down, far + (near - far) * (wall < 0 ? 1 - across : across));
  const trace = TRACES[(number + (wall > 0 ? 2 : 0)) % TRACES.length] ?? [];
  return (
    <g>
      <polygon points={corners(on(0, 0), on(1, 0), on(1, 1), on(0, 1))} fill="#1b0d04" />
      <polygon
        points={corners(on(0.04, 0.04), on(0.96, 0.04), on(0.96, 0.96), on(0.04, 0.96))}
        fill="#ff9d2e"
        opacity={0.16 + 0.05 * (number % 2)}
      />
      <g stroke="#ffc877" fill="none" strokeLinejoin="round">
        {[0.25, 0.5, 0.75].map((down) => (
          <path
            key={down}
            d={`M${corners(on(0.06, down), on(0.94, down))}`}
            strokeWidth="0.8"
            opacity="0.3"
          />
        ))}
        <path
          d={`M${corners(...trace.map((down, index) => on(0.08 + index * 0.12, down)))}`}
          strokeWidth={1.1 * near}
          opacity="0.95"
        />
        {[0.07, 0.12, 0.17].map((down, index) => (
          <path
            key={down}
            d={`M${corners(on(0.08, down), on(0.3 + index * 0.14, down))}`}
            strokeWidth={0.9 * near}
            strokeDasharray={`${5 * near} ${2 * near} ${2 * near} ${2 * near}`}
            opacity="0.7"
          />
        ))}
        <polygon
          points={corners(on(0, 0), on(1, 0), on(1, 1), on(0, 1))}
          strokeWidth="1.1"
          opacity="0.55"
        />
      </g>
      {many(7, (index) => {
        const depth = far + ((near - far) * (index + 0.6)) / 7.6;
        const from = seen(desk + (wall - desk) * 0.25, 101, depth);
        const to = seen(desk + (wall - desk) * 0.7, 96, depth);
        return (
          <path
            key={index}
            d={`M${corners(from, to)}`}
            stroke={index % 3 === 1 ? "#ff6a2b" : "#ffc062"}
            strokeWidth={2.1 * depth}
            strokeDasharray={`${3 * depth} ${2.2 * depth}`}
            opacity="0.85"
          />
        );
      })}
    </g>
  );
}
