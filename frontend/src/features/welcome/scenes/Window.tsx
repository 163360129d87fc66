import { corners, many, type Point } from "@/features/welcome/scenes/draw";

interface WindowProps {
  /** Prefix of this scene's gradients. */
  id: string;
  hull: string;
  hullLit: string;
  edge: string;
}

const PANES: readonly (readonly Point[])[] = [
  [
    [-40, 96],
    [392, 46],
    [330, 552],
    [-40, 520],
  ],
  [
    [432, 42],
    [1168, 42],
    [1232, 556],
    [368, 556],
  ],
  [
    [1208, 46],
    [1640, 96],
    [1640, 520],
    [1270, 552],
  ],
];

/** The main screen's frame: hull with three panes cut out, lit along the edges by what is outside. */
export function Window({ id, hull, hullLit, edge }: WindowProps) {
  const holes = PANES.map((pane) => `M${corners(...pane)}z`).join("");
  return (
    <>
      <defs>
        <radialGradient id={`${id}-hull`} gradientUnits="userSpaceOnUse" cx="800" cy="330" r="900">
          <stop offset="0.3" stopColor={hullLit} />
          <stop offset="0.75" stopColor={hull} />
          <stop offset="1" stopColor="#020304" />
        </radialGradient>
        <radialGradient id={`${id}-edge`} gradientUnits="userSpaceOnUse" cx="800" cy="330" r="860">
          <stop offset="0.2" stopColor={edge} />
          <stop offset="0.55" stopColor={edge} stopOpacity="0.65" />
          <stop offset="1" stopColor={edge} stopOpacity="0.12" />
        </radialGradient>
        <linearGradient id={`${id}-glass`} x1="0" y1="0" x2="1" y2="1">
          <stop offset="0" stopColor="#fff" stopOpacity="0.09" />
          <stop offset="0.32" stopColor="#fff" stopOpacity="0.02" />
          <stop offset="0.34" stopColor="#fff" stopOpacity="0" />
        </linearGradient>
      </defs>
      <path fillRule="evenodd" fill={`url(#${id}-hull)`} d={`M-200-200H1800V1100H-200z${holes}`} />
      {PANES.map((pane) => (
        <g key={pane[0]?.[0]}>
          <polygon points={corners(...pane)} fill={`url(#${id}-glass)`} />
          <polygon
            points={corners(...pane)}
            fill="none"
            stroke="#020304"
            strokeWidth="9"
            opacity="0.75"
          />
          <polygon
            points={corners(...pane)}
            fill="none"
            stroke={`url(#${id}-edge)`}
            strokeWidth="2.4"
          />
        </g>
      ))}
      {[-1, 1].map((side) => (
        <g key={side}>
          <path
            d={`M${800 + side * 388} 60L${800 + side * 450} 548`}
            stroke="#010203"
            strokeWidth="3"
            opacity="0.8"
          />
          {many(6, (index) => (
            <circle
              key={index}
              cx={800 + side * (398 + index * 8)}
              cy={110 + index * 78}
              r="3"
              fill={edge}
              opacity="0.7"
            />
          ))}
        </g>
      ))}
      <path d="M380 24H1220l-18 12H398z" fill="#020304" opacity="0.7" />
      {many(24, (index) => (
        <rect
          key={index}
          x={512 + index * 24.4}
          y="18"
          width="15"
          height="4"
          rx="1"
          fill={edge}
          opacity={index % 5 === 2 ? 0.9 : 0.28}
        />
      ))}
    </>
  );
}
