import { Flood, Fog, Rays } from "@/features/welcome/scenes/Air";
import { Bulkhead, DoorHalf, LockLight } from "@/features/welcome/scenes/Airlock";
import { chance, many } from "@/features/welcome/scenes/draw";
import {
  CaptainComing,
  GreatcoatDetails,
  OfficerSaluting,
} from "@/features/welcome/scenes/figures";
import { Layer } from "@/features/welcome/scenes/Layer";
import { RimLight } from "@/features/welcome/scenes/RimLight";
import { Room } from "@/features/welcome/scenes/Room";

const MOTES = motes(46);

/** Scene 1: a dark amber bridge; the captain comes through the lit airlock. */
export function Bridge() {
  return (
    <>
      <Layer className="welcome-drift-far">
        <LockLight />
      </Layer>
      <Layer className="bridge-door-left">
        <DoorHalf side={-1} />
      </Layer>
      <Layer className="bridge-door-right">
        <DoorHalf side={1} />
      </Layer>
      <Layer className="welcome-drift-far">
        <Bulkhead />
      </Layer>
      <Layer className="welcome-drift-middle">
        <Room />
      </Layer>
      <Layer className="welcome-drift-middle bridge-flood">
        <Flood />
      </Layer>
      <Layer className="bridge-rays">
        <Rays />
      </Layer>
      <Layer className="bridge-captain">
        <Shadow />
        <defs>
          <RimLight id="bridge-rim" color="#ffd28a" width={1.5} dy={1.2} />
          <linearGradient
            id="bridge-body"
            gradientUnits="userSpaceOnUse"
            x1="0"
            y1="-330"
            x2="0"
            y2="0"
          >
            <stop offset="0" stopColor="#0d0602" />
            <stop offset="1" stopColor="#2e180a" />
          </linearGradient>
        </defs>
        <g transform="translate(800 696) scale(1)">
          <g fill="url(#bridge-body)" filter="url(#bridge-rim)">
            <CaptainComing />
          </g>
          <GreatcoatDetails light="#b9793a" braid="#ffcf7d" />
        </g>
      </Layer>
      <Layer className="bridge-captain bridge-veil">
        <Veil />
      </Layer>
      <Layer className="welcome-drift-near bridge-crew">
        <Crew />
      </Layer>
      <Layer className="bridge-fog">
        <Fog />
      </Layer>
      <Layer className="welcome-motes">
        {MOTES.map(({ x, y, size, light }) => (
          <circle key={x} cx={x} cy={y} r={size} fill="#ffdca0" opacity={light} />
        ))}
      </Layer>
      <Layer className="welcome-drift-closest">
        <Foreground />
      </Layer>
    </>
  );
}

function Shadow() {
  return (
    <>
      <defs>
        <linearGradient
          id="bridge-shadow"
          gradientUnits="userSpaceOnUse"
          x1="0"
          y1="700"
          x2="0"
          y2="930"
        >
          <stop offset="0" stopColor="#0a0502" stopOpacity="0.9" />
          <stop offset="1" stopColor="#0a0502" stopOpacity="0" />
        </linearGradient>
        <filter id="bridge-shade" x="-30%" y="-10%" width="160%" height="120%">
          <feGaussianBlur stdDeviation="5" />
        </filter>
      </defs>
      <path
        d="M774 694L672 940h256L826 694z"
        fill="url(#bridge-shadow)"
        filter="url(#bridge-shade)"
      />
    </>
  );
}

/** Light between the captain and us: it lies over what stands in the door. */
function Veil() {
  return (
    <>
      <defs>
        <radialGradient id="bridge-haloed" gradientUnits="userSpaceOnUse" cx="800" cy="470" r="300">
          <stop offset="0" stopColor="#ffdf9f" stopOpacity="0.15" />
          <stop offset="0.45" stopColor="#ffb454" stopOpacity="0.08" />
          <stop offset="1" stopColor="#ff9a33" stopOpacity="0" />
        </radialGradient>
      </defs>
      <rect width="1600" height="900" fill="url(#bridge-haloed)" />
    </>
  );
}

function Crew() {
  return (
    <>
      <defs>
        <RimLight id="bridge-rim-right" color="#ffb862" dx={-2.5} dy={1} width={1.2} />
      </defs>
      <g fill="url(#bridge-body)" filter="url(#bridge-rim-right)">
        <g transform="translate(452 812) scale(1.3)">
          <OfficerSaluting />
        </g>
        <g transform="translate(604 722) scale(0.88)">
          <OfficerSaluting />
        </g>
      </g>
      <g
        transform="matrix(-1 0 0 1 1600 0)"
        fill="url(#bridge-body)"
        filter="url(#bridge-rim-right)"
      >
        <g transform="translate(452 812) scale(1.3)">
          <OfficerSaluting />
        </g>
        <g transform="translate(604 722) scale(0.88)">
          <OfficerSaluting />
        </g>
      </g>
    </>
  );
}

/** Closest to us and out of focus: a rail, and beams overhead. */
function Foreground() {
  return (
    <>
      <defs>
        <filter id="bridge-blur" x="-10%" y="-10%" width="120%" height="120%">
          <feGaussianBlur stdDeviation="6" />
        </filter>
        <linearGradient id="bridge-rail" x1="0" x2="1">
          <stop offset="0" stopColor="#050201" />
          <stop offset="0.8" stopColor="#1a0d05" />
          <stop offset="1" stopColor="#b3692a" />
        </linearGradient>
      </defs>
      {["", "matrix(-1 0 0 1 1600 0)"].map((mirror) => (
        <g key={mirror} transform={mirror || undefined} filter="url(#bridge-blur)">
          <path d="M-120 640C40 640 190 690 262 792l44 208H-120z" fill="url(#bridge-rail)" />
          <path d="M-120-60h330l-70 74c-90 34-180 50-260 130z" fill="#040201" />
        </g>
      ))}
    </>
  );
}

function motes(count: number) {
  const next = chance(11);
  return many(count, () => ({
    x: 300 + next() * 1000,
    y: 180 + next() * 620,
    size: 0.7 + next() * 2,
    light: 0.15 + next() * 0.55,
  }));
}
