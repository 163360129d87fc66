import { chance, corners, many, type Point } from "@/features/welcome/scenes/draw";

interface ConsoleProps {
  id: string;
  body: string;
  bodyLit: string;
  edge: string;
  keys: readonly string[];
}

/** Where the console's far edge is at `x`; it bends away from us in the middle. */
function far(x: number): number {
  return 592 + 64 * ((x - 800) / 800) ** 2;
}

/** The desk from wing to wing: keys in rows along its curve, and displays let into its top. */
export function Console({ id, body, bodyLit, edge, keys }: ConsoleProps) {
  const next = chance(23);
  return (
    <>
      <defs>
        <linearGradient
          id={`${id}-desk`}
          gradientUnits="userSpaceOnUse"
          x1="0"
          y1="580"
          x2="0"
          y2="850"
        >
          <stop offset="0" stopColor={bodyLit} />
          <stop offset="0.2" stopColor={body} />
          <stop offset="1" stopColor="#010203" />
        </linearGradient>
        <linearGradient
          id={`${id}-lip`}
          gradientUnits="userSpaceOnUse"
          x1="0"
          y1="0"
          x2="1600"
          y2="0"
        >
          <stop offset="0" stopColor={edge} stopOpacity="0.15" />
          <stop offset="0.5" stopColor={edge} />
          <stop offset="1" stopColor={edge} stopOpacity="0.15" />
        </linearGradient>
      </defs>
      <path d="M-100 662Q800 522 1700 662V1000H-100z" fill={`url(#${id}-desk)`} />
      <path
        d="M-100 662Q800 522 1700 662"
        fill="none"
        stroke={`url(#${id}-lip)`}
        strokeWidth="3.5"
      />
      <path
        d="M-100 676Q800 538 1700 676"
        fill="none"
        stroke={edge}
        strokeWidth="1"
        opacity="0.28"
      />
      {many(5, (row) =>
        many(64 - row * 2, (index) => {
          const x = 120 + row * 22 + index * (1360 / 64);
          const y = far(x) + 26 + row * 11;
          if (Math.abs(x - 800) < 130 || (row > 2 && isDisplay(x))) return null;
          const tilt = (x - 800) * 0.0085;
          const lit = next();
          return (
            <rect
              key={`${row}:${index}`}
              x={x}
              y={y}
              width={12 + row * 0.8}
              height={4 + row * 0.6}
              rx="1"
              transform={`rotate(${tilt} ${x} ${y})`}
              fill={keys[Math.floor(lit * 7) % keys.length]}
              opacity={lit > 0.66 ? 0.9 : 0.16}
            />
          );
        }),
      )}
      <path
        d="M-100 818Q800 690 1700 818"
        fill="none"
        stroke={edge}
        strokeWidth="1.4"
        opacity="0.35"
      />
    </>
  );
}

export const DISPLAYS: readonly { x: number; width: number }[] = [
  { x: 150, width: 190 },
  { x: 392, width: 190 },
  { x: 1018, width: 190 },
  { x: 1260, width: 190 },
];

function isDisplay(x: number): boolean {
  return DISPLAYS.some((each) => x > each.x - 30 && x < each.x + each.width + 14);
}

/** The four corners of a display, lying on the desk. */
export function displayCorners({ x, width }: { x: number; width: number }): Point[] {
  const lean = (x + width / 2 - 800) * 0.06;
  const [left, right] = [x, x + width];
  return [
    [left - lean * 0.2, far(left) + 66],
    [right - lean * 0.2, far(right) + 66],
    [right + lean, far(right) + 138],
    [left + lean, far(left) + 138],
  ];
}

/** A point on a display: `across` and `down` from 0 to 1. */
export function onDisplay(
  display: { x: number; width: number },
  across: number,
  down: number,
): Point {
  const [a, b, c, d] = displayCorners(display) as [Point, Point, Point, Point];
  const mix = (from: Point, to: Point, share: number): Point => [
    from[0] + (to[0] - from[0]) * share,
    from[1] + (to[1] - from[1]) * share,
  ];
  return mix(mix(a, b, across), mix(d, c, across), down);
}

/** A line over a display, by heights from 0 (bottom) to 1 (top). */
export function trace(display: { x: number; width: number }, heights: readonly number[]): string {
  const step = 0.9 / (heights.length - 1);
  return `M${corners(...heights.map((height, i) => onDisplay(display, 0.05 + i * step, 0.92 - height * 0.84)))}`;
}
