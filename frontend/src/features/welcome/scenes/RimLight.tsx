interface RimLightProps {
  id: string;
  color: string;
  /** Where the light comes from: how far the lit edge is pushed in, in units of the stage. */
  dx?: number;
  dy?: number;
  width?: number;
}

/**
 * Light from behind: a bright edge along the outline of whatever it is applied to, and a soft one
 * further in, as when light wraps around a shoulder.
 */
export function RimLight({ id, color, dx = 0, dy = 0, width = 1.6 }: RimLightProps) {
  return (
    <filter id={id} x="-20%" y="-10%" width="140%" height="120%" colorInterpolationFilters="sRGB">
      <feMorphology in="SourceAlpha" operator="erode" radius={width} result="core" />
      <feOffset in="core" dx={dx} dy={dy} result="moved" />
      <feComposite in="SourceAlpha" in2="moved" operator="out" result="edge" />
      <feGaussianBlur in="edge" stdDeviation={width * 0.4} result="fine" />
      <feGaussianBlur in="edge" stdDeviation={width * 4} result="wide" />
      <feFlood floodColor={color} />
      <feComposite in2="fine" operator="in" result="bright" />
      <feFlood floodColor={color} floodOpacity="0.55" />
      <feComposite in2="wide" operator="in" />
      <feComposite in2="SourceAlpha" operator="in" result="wrap" />
      <feComponentTransfer in="bright" result="kept">
        <feFuncA type="linear" slope="0.95" />
      </feComponentTransfer>
      <feMerge>
        <feMergeNode in="SourceGraphic" />
        <feMergeNode in="wrap" />
        <feMergeNode in="kept" />
      </feMerge>
    </filter>
  );
}
