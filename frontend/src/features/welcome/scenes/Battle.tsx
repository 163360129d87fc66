/** Where the ship is met: a red cloud of gas, and a planet whose night side we see. */
export function Battle() {
  return (
    <>
      <defs>
        <radialGradient id="war-space" gradientUnits="userSpaceOnUse" cx="60" cy="-60" r="960">
          <stop offset="0" stopColor="#7d2030" />
          <stop offset="0.3" stopColor="#43122b" />
          <stop offset="0.65" stopColor="#1a0a1e" />
          <stop offset="1" stopColor="#070410" />
        </radialGradient>
        <radialGradient id="war-sun" gradientUnits="userSpaceOnUse" cx="330" cy="-190" r="430">
          <stop offset="0" stopColor="#fff4dd" />
          <stop offset="0.06" stopColor="#ffdca6" stopOpacity="0.95" />
          <stop offset="0.22" stopColor="#ff8f5a" stopOpacity="0.5" />
          <stop offset="1" stopColor="#ff3d5a" stopOpacity="0" />
        </radialGradient>
        <filter
          id="war-cloud"
          x="0"
          y="0"
          width="100%"
          height="100%"
          colorInterpolationFilters="sRGB"
        >
          <feTurbulence type="fractalNoise" baseFrequency="0.0024 0.0044" numOctaves="5" seed="8" />
          <feColorMatrix values="0 0 0 0 1  0 0 0 0 0.36  0 0 0 0 0.34  3.2 0 0 0 -1.35" />
        </filter>
        <filter
          id="war-dust"
          x="0"
          y="0"
          width="100%"
          height="100%"
          colorInterpolationFilters="sRGB"
        >
          <feTurbulence type="fractalNoise" baseFrequency="0.006 0.011" numOctaves="4" seed="21" />
          <feColorMatrix values="0 0 0 0 0.03  0 0 0 0 0.01  0 0 0 0 0.05  0 3 0 0 -1.35" />
        </filter>
        <radialGradient id="war-planet" gradientUnits="userSpaceOnUse" cx="-360" cy="250" r="560">
          <stop offset="0.6" stopColor="#0a0410" />
          <stop offset="0.9" stopColor="#1d0a18" />
          <stop offset="0.985" stopColor="#6b2433" />
          <stop offset="1" stopColor="#ffb69a" />
        </radialGradient>
        <radialGradient id="war-air" gradientUnits="userSpaceOnUse" cx="-430" cy="320" r="500">
          <stop offset="0.86" stopColor="#ff7a5c" stopOpacity="0" />
          <stop offset="0.885" stopColor="#ff8a68" stopOpacity="0.55" />
          <stop offset="1" stopColor="#ff7a5c" stopOpacity="0" />
        </radialGradient>
      </defs>
      <rect x="-1000" y="-800" width="2000" height="1600" fill="url(#war-space)" />
      <rect x="-900" y="-560" width="1800" height="1100" filter="url(#war-cloud)" opacity="0.62" />
      <rect x="-1000" y="-800" width="2000" height="1600" fill="url(#war-sun)" />
      <rect x="-900" y="-560" width="1800" height="1100" filter="url(#war-dust)" opacity="0.6" />
      <circle cx="-430" cy="320" r="500" fill="url(#war-air)" />
      <circle cx="-430" cy="320" r="434" fill="url(#war-planet)" />
    </>
  );
}
