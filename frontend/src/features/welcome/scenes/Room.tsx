import { corners, many, type Point, seen } from "@/features/welcome/scenes/draw";
import { WallStations } from "@/features/welcome/scenes/WallStations";

/** The bridge is a hall of ribs running toward the airlock; every figure here is at the far wall. */
const HALF = 250;
const TOP = -235;
const FLOOR = 200;
const CHAMFER = 95;
const BEVEL = 42;
const RIBS = [1, 1.24, 1.6, 2.15, 3, 4.4];

function section(near: number, inset = 0): Point[] {
  const [w, t, f] = [HALF - inset, TOP + inset, FLOOR - inset];
  const shape: Point[] = [
    [-w + CHAMFER, t],
    [w - CHAMFER, t],
    [w, t + CHAMFER],
    [w, f - BEVEL],
    [w - BEVEL, f],
    [-w + BEVEL, f],
    [-w, f - BEVEL],
    [-w, t + CHAMFER],
  ];
  return shape.map(([x, y]) => seen(x, y, near));
}

function ring(outer: Point[], inner: Point[]): string {
  return `M${corners(...outer)}zM${corners(...inner)}z`;
}

/** Floor, walls and ceiling, with a hole where the far wall is. */
export function Room() {
  return (
    <>
      <defs>
        <radialGradient id="bridge-wall" gradientUnits="userSpaceOnUse" cx="800" cy="450" r="900">
          <stop offset="0.2" stopColor="#6b3a12" />
          <stop offset="0.36" stopColor="#3a1f0b" />
          <stop offset="0.62" stopColor="#1a0e06" />
          <stop offset="1" stopColor="#0a0503" />
        </radialGradient>
        <radialGradient id="bridge-floor" gradientUnits="userSpaceOnUse" cx="800" cy="640" r="620">
          <stop offset="0" stopColor="#c47a31" />
          <stop offset="0.3" stopColor="#74411a" />
          <stop offset="0.7" stopColor="#2a170a" />
          <stop offset="1" stopColor="#0b0603" />
        </radialGradient>
        <radialGradient id="bridge-edge" gradientUnits="userSpaceOnUse" cx="800" cy="470" r="820">
          <stop offset="0.2" stopColor="#ffcf87" />
          <stop offset="0.45" stopColor="#d98a36" stopOpacity="0.75" />
          <stop offset="1" stopColor="#7a4115" stopOpacity="0.1" />
        </radialGradient>
        <linearGradient id="bridge-rib" x1="0" y1="0" x2="0" y2="1">
          <stop offset="0" stopColor="#150b05" />
          <stop offset="1" stopColor="#080402" />
        </linearGradient>
      </defs>
      <path
        fillRule="evenodd"
        fill="url(#bridge-wall)"
        d={`M-400-300H2000V1200H-400zM${corners(...section(1))}z`}
      />
      <Deck />
      <WallStations side={-1} wall={HALF} floor={FLOOR} />
      <WallStations side={1} wall={HALF} floor={FLOOR} />
      <Ceiling />
      {RIBS.map((near, index) => (
        <Rib key={near} near={near} isFar={index === 0} />
      ))}
    </>
  );
}

function Rib({ near, isFar }: { near: number; isFar: boolean }) {
  const depth = isFar ? 0.035 : 0.07;
  return (
    <g>
      <path
        fillRule="evenodd"
        fill="url(#bridge-rib)"
        d={ring(section(near * (1 + depth)), section(near, 9))}
      />
      <polygon
        points={corners(...section(near, 9))}
        fill="none"
        stroke="url(#bridge-edge)"
        strokeWidth={1.1 * near}
      />
      <polygon
        points={corners(...section(near * (1 + depth)))}
        fill="none"
        stroke="url(#bridge-edge)"
        strokeWidth={0.45 * near}
        opacity="0.4"
      />
    </g>
  );
}

function Deck() {
  const w = HALF - BEVEL;
  const across = [1, 1.12, 1.28, 1.48, 1.74, 2.08, 2.55, 3.25, 4.4];
  return (
    <g>
      <polygon
        points={corners(
          seen(-w, FLOOR, 1),
          seen(w, FLOOR, 1),
          seen(w, FLOOR, 6),
          seen(-w, FLOOR, 6),
        )}
        fill="url(#bridge-floor)"
      />
      <g stroke="#120903" fill="none">
        {across.map((near) => (
          <path
            key={near}
            d={`M${corners(seen(-w, FLOOR, near), seen(w, FLOOR, near))}`}
            strokeWidth={1.2 * near}
            opacity="0.75"
          />
        ))}
        {many(13, (index) => {
          const x = (index - 6) * 34;
          return (
            <path
              key={x}
              d={`M${corners(seen(x, FLOOR, 1), seen(x, FLOOR, 6))}`}
              strokeWidth={Math.abs(x) === 68 ? 4 : 1.3}
              opacity="0.6"
            />
          );
        })}
      </g>
      {[-1, 1].map((side) => (
        <polygon
          key={side}
          points={corners(
            seen(side * 74, FLOOR, 1),
            seen(side * 78, FLOOR, 1),
            seen(side * 78, FLOOR, 6),
            seen(side * 74, FLOOR, 6),
          )}
          fill="url(#bridge-edge)"
        />
      ))}
    </g>
  );
}

function Ceiling() {
  return (
    <g>
      {RIBS.slice(0, -1).map((far, index) => {
        const near = RIBS[index + 1] ?? far;
        const [a, b] = [far + (near - far) * 0.25, far + (near - far) * 0.8];
        return [-1, 1].map((side) => (
          <polygon
            key={`${far}${side}`}
            points={corners(
              seen(side * 58, TOP, a),
              seen(side * 76, TOP, a),
              seen(side * 76, TOP, b),
              seen(side * 58, TOP, b),
            )}
            fill="#ffdca8"
            opacity={0.75 - index * 0.11}
          />
        ));
      })}
    </g>
  );
}
