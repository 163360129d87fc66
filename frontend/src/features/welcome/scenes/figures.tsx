/** People as dark shapes; the light of the scene draws their edges. Feet or seat at the origin. */

/** The captain from the front, walking, in a long coat that the air of the lock moves; 330 high. */
export function CaptainComing() {
  return (
    <g>
      <path d="M-27-130H-1C-2-100-6-66-8-38c0 16-2 26-1 34 0 6-2 8-10 8s-12-1-12-5c0-5 5-9 5-15 0-44-3-80-1-114z" />
      <path d="M27-130H1C3-100 7-66 9-34c0 14-1 26-1 34 0 8 3 10 11 10s13-2 13-7-5-9-5-15c1-48 2-82 0-118z" />
      <path d="M-20-272c-12 3-20 5-28 10-4 4-3 18 1 32 5 18 9 32 11 48 0 26-8 70-26 116-6 16-16 30-24 38 16 2 34-2 48-8 8-30 18-72 27-108l7-30 9 30c8 34 14 76 22 112 14 4 30 4 42-2-6-14-10-24-13-36-12-46-18-88-18-112 2-16 5-30 9-48 4-14 5-28 1-32-8-5-16-7-28-10z" />
      <path d="M-44-265c-11 2-15 12-16 26-2 22-5 40-6 58 0 16 1 30 3 42 1 10 10 12 13 4 2-12 0-26 1-40 2-20 8-36 11-52z" />
      <path d="M44-265c11 2 15 12 16 26 2 22 6 38 7 56 0 16-1 30-2 42-1 10-9 12-13 4-2-12 0-24-1-38-2-20-8-36-12-52z" />
      <path d="M-9-292l-11 8-7 18c16 5 38 5 54 0l-7-18-11-8z" />
      <path d="M-30-272l-20 5-4 8 24-5zM30-272l20 5 4 8-24-5z" />
      <path d="M0-328c10 0 15.500 7 15.500 18l.5 6c0 3-1.500 5-3 5-2 8-6 14-13 14s-11-6-13-14c-1.500 0-3-2-3-5l.5-6c0-11 5.500-18 15.500-18z" />
    </g>
  );
}

/** An officer saluting, seen from the side, facing right; 300 high. */
export function OfficerSaluting() {
  return (
    <g>
      <path d="M-23-150C-24-96-19-44-19-10c0 6-2 8-1 12h39c0-7-10-10-17-14 4-48 16-96 20-138z" />
      <path d="M-12-250c-12 5-17 24-17 44 0 26 6 46 5 72 12 4 36 4 47 0-1-26 6-46 6-72-1-22-9-40-19-44z" />
      <path d="M-10-264v20l20 2v-18z" />
      <path d="M0-300c12 0 18 7 18 16 0 4 3 6 4 9 0 2-3 3-3 3 0 6-1 11-6 11-3 0-6 0-7 4-7 2-13-1-16-6-5-6-8-12-8-19 0-11 7-18 18-18z" />
      <path d="M-8-244c8-9 20-9 32-6l27 8c6 3 6 11 0 14-20 5-40 8-58 6z" />
      <path d="M52-243L24-284c-3-4-9-2-8 3l20 50 14 3z" />
    </g>
  );
}

/** The captain from behind, hands on the console, from head to coat; 512 high. */
export function CaptainAtHelm() {
  return (
    <g>
      <path d="M-120-366c-30 4-52 18-60 44-10 32-24 52-42 68-14 10-40 14-58 18-12 4-10 18 4 20 26 4 54 0 76-14 24-16 44-42 60-70z" />
      <path d="M120-366c30 4 52 18 60 44 10 32 24 52 42 68 14 10 40 14 58 18 12 4 10 18-4 20-26 4-54 0-76-14-24-16-44-42-60-70z" />
      <path d="M-46-388c-46 12-84 20-112 38 8 50 40 90 54 136 8 34 6 64 0 94-12 50-30 90-38 140h284c-8-50-26-90-38-140-6-30-8-60 0-94 14-46 46-86 54-136-28-18-66-26-112-38z" />
      <path d="M-22-428l-25 14-15 34c22 14 102 14 124 0l-15-34-25-14z" />
      <path d="M0-512c23 0 36 16 36 40 0 6 2 8 2 14 0 6-3 9-6 9-3 13-7 20-10 28-12 7-32 7-44 0-3-8-7-15-10-28-3 0-6-3-6-9 0-6 2-8 2-14 0-24 13-40 36-40z" />
    </g>
  );
}

/** What is sewn on the captain's coat, for the figure above. */
export function CoatDetails({ light, braid }: { light: string; braid: string }) {
  return (
    <g fill="none" stroke={light} strokeLinejoin="round">
      <path d="M0-372V20" strokeWidth="1.6" opacity="0.32" />
      <path d="M-60-366c6 70 22 130 26 196M60-366c-6 70-22 130-26 196" opacity="0.22" />
      <path d="M-103-152c60 18 146 18 206 0M-104-136c60 18 148 18 208 0" opacity="0.4" />
      <path d="M-62-380c22 14 102 14 124 0" strokeWidth="2" opacity="0.5" />
      {[-1, 1].map((side) => (
        <g key={side} stroke={braid} opacity="0.85">
          <path
            d={`M${side * 92}-370l${side * 58} 17M${side * 89}-364l${side * 58} 17`}
            strokeWidth="2.4"
          />
          <path
            d={`M${side * 214}-246l${side * 12} 22M${side * 222}-251l${side * 12} 22`}
            strokeWidth="2.2"
          />
        </g>
      ))}
    </g>
  );
}

/** An officer in a high chair, from behind; only head, shoulders and chair show. 240 high. */
export function OfficerSeated() {
  return (
    <g>
      <path d="M-96 0c-4-56 2-92 30-106 16-8 34-10 46-14h40c12 4 30 6 46 14 28 14 34 50 30 106z" />
      <path d="M0-206c19 0 30 13 30 31 0 15-6 24-11 33l-2 30h-34l-2-30c-5-9-11-18-11-33 0-18 11-31 30-31z" />
      <path d="M-66 0c-2-36-2-58 4-78 4-12 14-16 26-16h72c12 0 22 4 26 16 6 20 6 42 4 78z" />
    </g>
  );
}
