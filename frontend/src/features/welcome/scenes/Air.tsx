import { chance, corners, many, seen } from "@/features/welcome/scenes/draw";

/** Light on the deck and in the air, let in by the doors. */
export function Flood() {
  const wedge = (from: number, to: number) =>
    corners(seen(-from, 200, 1), seen(from, 200, 1), seen(to, 200, 4.6), seen(-to, 200, 4.6));
  return (
    <>
      <defs>
        <linearGradient
          id="bridge-spill"
          gradientUnits="userSpaceOnUse"
          x1="0"
          y1="650"
          x2="0"
          y2="930"
        >
          <stop offset="0" stopColor="#fff2d0" stopOpacity="0.95" />
          <stop offset="0.25" stopColor="#ffc46a" stopOpacity="0.55" />
          <stop offset="1" stopColor="#ff9a33" stopOpacity="0" />
        </linearGradient>
        <radialGradient id="bridge-bloom" gradientUnits="userSpaceOnUse" cx="800" cy="470" r="520">
          <stop offset="0" stopColor="#fff3d6" stopOpacity="0.8" />
          <stop offset="0.18" stopColor="#ffcb78" stopOpacity="0.42" />
          <stop offset="0.5" stopColor="#ff9a33" stopOpacity="0.13" />
          <stop offset="1" stopColor="#ff8a1f" stopOpacity="0" />
        </radialGradient>
        <filter id="bridge-soft" x="-20%" y="-20%" width="140%" height="140%">
          <feGaussianBlur stdDeviation="9" />
        </filter>
      </defs>
      <polygon points={wedge(90, 150)} fill="url(#bridge-spill)" filter="url(#bridge-soft)" />
      <polygon points={wedge(84, 96)} fill="url(#bridge-spill)" opacity="0.75" />
      <rect width="1600" height="900" fill="url(#bridge-bloom)" />
    </>
  );
}

/** Beams between the door and us, wider and fainter the nearer they come. */
export function Rays() {
  const next = chance(7);
  return (
    <>
      <defs>
        <radialGradient id="bridge-beam" gradientUnits="userSpaceOnUse" cx="800" cy="430" r="760">
          <stop offset="0.05" stopColor="#fff0cc" stopOpacity="0.5" />
          <stop offset="0.35" stopColor="#ffbe63" stopOpacity="0.2" />
          <stop offset="1" stopColor="#ff9a33" stopOpacity="0" />
        </radialGradient>
        <filter id="bridge-haze" x="-10%" y="-10%" width="120%" height="120%">
          <feGaussianBlur stdDeviation="10" />
        </filter>
      </defs>
      <g fill="url(#bridge-beam)" filter="url(#bridge-haze)">
        {many(15, (index) => {
          const angle = -165 + index * 23 + next() * 12;
          const spread = 2 + next() * 5;
          const at = (degrees: number, radius: number) =>
            [
              800 + radius * Math.cos((degrees * Math.PI) / 180),
              430 + radius * Math.sin((degrees * Math.PI) / 180),
            ] as const;
          return (
            <polygon
              key={angle}
              opacity={0.35 + next() * 0.65}
              points={corners(at(angle, 40), at(angle - spread, 980), at(angle + spread, 980))}
            />
          );
        })}
      </g>
    </>
  );
}

/** Cold air of the lock, lying over the deck. */
export function Fog() {
  return (
    <>
      <defs>
        <radialGradient id="bridge-mist">
          <stop offset="0" stopColor="#ffc987" stopOpacity="0.34" />
          <stop offset="0.5" stopColor="#e08f3e" stopOpacity="0.13" />
          <stop offset="1" stopColor="#c06a20" stopOpacity="0" />
        </radialGradient>
      </defs>
      <g fill="url(#bridge-mist)">
        <ellipse cx="800" cy="712" rx="420" ry="52" />
        <ellipse cx="560" cy="760" rx="380" ry="46" opacity="0.8" />
        <ellipse cx="1090" cy="752" rx="400" ry="50" opacity="0.8" />
        <ellipse cx="820" cy="826" rx="760" ry="74" opacity="0.6" />
      </g>
    </>
  );
}
