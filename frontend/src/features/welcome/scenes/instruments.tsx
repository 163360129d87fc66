import { DISPLAYS, onDisplay, trace } from "@/features/welcome/scenes/Console";
import { chance, corners, many, polar } from "@/features/welcome/scenes/draw";

const EQUITY = [0.12, 0.2, 0.16, 0.3, 0.27, 0.42, 0.36, 0.55, 0.5, 0.66, 0.74, 0.7, 0.9];

/** What the console shows: candles, an equity curve, volume, and a book of bids and asks. */
export function Candles() {
  const next = chance(3);
  const [candles, curve, volume, book] = DISPLAYS;
  if (!candles || !curve || !volume || !book) return null;
  let level = 0.2;
  return (
    <>
      {many(15, (index) => {
        const open = level;
        level = Math.min(0.84, Math.max(0.14, level + (next() - 0.42) * 0.75));
        const up = level >= open;
        const x = 0.07 + index * 0.062;
        const at = (height: number) => onDisplay(candles, x, 0.94 - height * 0.88);
        const color = up ? "#5ff0d6" : "#ff6b57";
        return (
          <g key={x} stroke={color}>
            <path
              d={`M${corners(at(Math.min(open, level) - 0.06), at(Math.max(open, level) + 0.07))}`}
            />
            <path d={`M${corners(at(open), at(level + 0.02))}`} strokeWidth="7" />
          </g>
        );
      })}
      <path d={trace(curve, EQUITY)} fill="none" stroke="#ffd58a" strokeWidth="2.4" />
      <path d={trace(curve, EQUITY)} fill="none" stroke="#ffd58a" strokeWidth="8" opacity="0.2" />
      {many(20, (index) => {
        const x = 0.06 + index * 0.047;
        const height = 0.15 + next() * 0.7;
        return (
          <path
            key={x}
            d={`M${corners(onDisplay(volume, x, 0.95), onDisplay(volume, x, 0.95 - height * 0.85))}`}
            stroke={next() > 0.4 ? "#5ff0d6" : "#ffc266"}
            strokeWidth="5"
            opacity="0.85"
          />
        );
      })}
      {many(7, (index) => {
        const down = 0.1 + index * 0.13;
        const reach = 0.12 + next() * 0.32;
        return (
          <g key={down} strokeWidth="5" opacity="0.85">
            <path
              d={`M${corners(onDisplay(book, 0.49, down), onDisplay(book, 0.49 - reach, down))}`}
              stroke="#5ff0d6"
            />
            <path
              d={`M${corners(onDisplay(book, 0.52, down), onDisplay(book, 0.52 + reach * next() + 0.05, down))}`}
              stroke="#ff6b57"
            />
          </g>
        );
      })}
    </>
  );
}

/** The disc between the displays, with a beam that goes round. */
export function Radar() {
  const [x, y] = polar(82, -62);
  return (
    <>
      <defs>
        <linearGradient id="war-beam" x1="0" y1="1" x2="0.6" y2="0">
          <stop offset="0" stopColor="#5ff0d6" stopOpacity="0" />
          <stop offset="1" stopColor="#5ff0d6" stopOpacity="0.7" />
        </linearGradient>
      </defs>
      <g fill="none" stroke="#5ff0d6">
        <circle r="82" strokeWidth="1.6" fill="#02100f" />
        <circle r="56" opacity="0.5" />
        <circle r="29" opacity="0.5" />
        <path d="M-82 0H82M0-82V82" opacity="0.35" />
      </g>
      <path d={`M0 0L82 0A82 82 0 0 0 ${x} ${y}z`} fill="url(#war-beam)" />
      <circle cx="34" cy="-30" r="4" fill="#ff6b57" />
      <circle cx="-22" cy="40" r="3" fill="#ffe3b0" />
      <circle cx="-46" cy="-20" r="2.5" fill="#ffe3b0" />
    </>
  );
}

/** What the sight says once it holds the ship. */
export function LockWords() {
  return (
    <g fill="#fff0dc" fontFamily="var(--font-mono)" fontSize="13" letterSpacing="2">
      <text x="-192" y="-98">
        LOCKED
      </text>
      <text x="192" y="-98" textAnchor="end" fill="#ffb09f">
        RNG 100.000
      </text>
      <text x="-192" y="106" fill="#ffb09f">
        BRG 042
      </text>
      <text x="192" y="106" textAnchor="end">
        MARK 9
      </text>
    </g>
  );
}
