import { chance, many } from "@/features/welcome/scenes/draw";

/** The ship in the reticle: seen from the side, nose to the right, lit from above and behind. */
export function Ship() {
  const next = chance(5);
  return (
    <>
      <defs>
        <linearGradient id="war-hull" x1="0" y1="0" x2="0" y2="1">
          <stop offset="0" stopColor="#8a4a58" />
          <stop offset="0.14" stopColor="#4a2735" />
          <stop offset="0.5" stopColor="#1c0f1a" />
          <stop offset="1" stopColor="#09050b" />
        </linearGradient>
        <linearGradient id="war-plume" x1="1" x2="0">
          <stop offset="0" stopColor="#fff6e6" />
          <stop offset="0.12" stopColor="#ffc27a" stopOpacity="0.95" />
          <stop offset="0.45" stopColor="#ff5c3a" stopOpacity="0.5" />
          <stop offset="1" stopColor="#ff2d55" stopOpacity="0" />
        </linearGradient>
        <radialGradient id="war-engine">
          <stop offset="0" stopColor="#ffffff" />
          <stop offset="0.3" stopColor="#ffd6a0" stopOpacity="0.9" />
          <stop offset="1" stopColor="#ff5a36" stopOpacity="0" />
        </radialGradient>
      </defs>
      <g fill="url(#war-plume)">
        <path d="M-176-16l-250-5q-40 9 0 18l250 9z" />
        <path d="M-182 12l-190 3q-30 7 0 14l190 3z" opacity="0.8" />
      </g>
      <g fill="#140a13" stroke="#ffb0a0" strokeOpacity="0.28" strokeWidth="0.7">
        <path d="M-150-34l-58-52 22-4 84 52z" />
        <path d="M-160 26l-66 44 30 4 96-42z" />
        <path d="M-60 26l-20 24 22 8 70-6 34-20z" />
      </g>
      <g fill="url(#war-hull)">
        <path d="M-204-26l26-6 88-10 30-18 38-3 10-25 22-5 7-14h6l4 20 26 7 12 20 58 9 50 18 58 24q10 7-2 11l-62 14-94 14-124 8-98-8-46-10-17-28z" />
      </g>
      <g fill="none" stroke="#ffe0cf" strokeWidth="1.6" strokeLinejoin="round">
        <path d="M-204-26l26-6 88-10 30-18 38-3 10-25 22-5 7-14h6l4 20 26 7 12 20 58 9 50 18 58 24" />
      </g>
      <path
        d="M-204-26l26-6 88-10 30-18 38-3 10-25 22-5 7-14h6l4 20 26 7 12 20 58 9 50 18 58 24"
        fill="none"
        stroke="#ff9c84"
        strokeWidth="6"
        opacity="0.22"
      />
      <path
        d="M-196 14l46 10 98 8 124-8 94-14"
        fill="none"
        stroke="#ff6b57"
        strokeWidth="1"
        opacity="0.5"
      />
      <g fill="none" stroke="#000" strokeOpacity="0.55" strokeWidth="1">
        <path d="M-186-4H196M-150 14L150 10M-120-36l-10 50M-40-58l-6 74M60-54l10 66M120-42l14 44" />
      </g>
      {many(74, (index) => {
        const x = -160 + next() * 300;
        const y = -22 + Math.floor(next() * 5) * 7.5 + x * 0.02;
        return (
          <rect
            key={index}
            x={x}
            y={y}
            width={next() > 0.7 ? 4 : 1.8}
            height="1.3"
            fill={next() > 0.25 ? "#ffdba3" : "#ff8a7a"}
            opacity={0.4 + next() * 0.6}
          />
        );
      })}
      <circle cx="-182" cy="-6" r="34" fill="url(#war-engine)" />
      <circle cx="-186" cy="22" r="24" fill="url(#war-engine)" />
      <circle cx="7" cy="-108" r="5" fill="url(#war-engine)" />
      <circle cx="200" cy="0" r="7" fill="url(#war-engine)" />
    </>
  );
}
