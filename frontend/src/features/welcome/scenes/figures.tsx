/** People as dark shapes; the light of the scene draws their edges. Feet or seat at the origin. */

/** The captain from the front, walking, in a greatcoat that the air of the lock moves; 326 high. */
export function CaptainComing() {
  return (
    <g>
      <path d="M-15-190L-17-26C-18-14-24-6-26 0c0 4 20 4 21-2 0-8 1-16 2-24l4-138z" />
      <path d="M15-190L19-22C20-10 24-2 25 6c0 5-23 5-24-1 0-8 1-14 1-24L-4-190z" />
      <path d="M-32-190C-36-150-44-100-55-50c-2 6-1 10 4 12 12 5 26 4 38-1C-9-92-4-140 2-184z" />
      <path d="M32-190C37-150 47-104 60-58c2 6 1 10-4 12-12 6-28 6-41 1C10-94 4-140-2-184z" />
      <path d="M-12-268C-24-262-40-260-48-254-56-249-55-240-52-230-44-212-38-202-34-186c0 6-1 12-2 18 22 6 50 6 72 0-1-6-2-12-2-18 4-16 10-26 18-44 3-10 4-19-4-24-8-6-24-8-36-14z" />
      <path d="M-46-254c-9 2-13 11-14 25-1 17-4 30-5 44-1 13 0 23 2 33 1 8 11 8 12 0 1-10 1-20 3-32 3-16 10-30 13-45z" />
      <path d="M46-254c9 2 13 11 14 25 1 16 4 28 4 41 0 13 0 22-2 32-1 8-11 8-12 0-1-9 0-18-2-29-3-16-10-32-13-47z" />
      <path d="M-9-284L-13-268-22-262-16-250 0-243 16-250 22-262 13-268 9-284z" />
      <path d="M-12-292c0 13 5 21 12 21s12-8 12-21l1-10h-26z" />
      <path d="M-18-300C-22-305-26-310-24-315-16-324-8-326 0-326s16 2 24 11c2 5-2 10-6 15 0 4-2 7-4 8-8-4-20-4-28 0-2-1-4-4-4-8z" />
    </g>
  );
}

/** What catches the light on the captain's coat: lapels, belt, buttons, shoulder boards. */
export function GreatcoatDetails({ light, braid }: { light: string; braid: string }) {
  return (
    <g fill="none" stroke={light} strokeLinecap="round">
      <path d="M-15-252L-3-204V-52M15-252L3-204" opacity="0.34" />
      <path d="M-30-178c18 5 42 5 60 0M-31-170c18 5 44 5 62 0" opacity="0.5" />
      {[-232, -216, -200, -150, -132].map((y) => (
        <path key={y} d={`M-7 ${y}h.1M7 ${y}h.1`} strokeWidth="2.6" opacity="0.6" />
      ))}
      <g stroke={braid} strokeWidth="3" opacity="0.9">
        <path d="M-46-251l24-9M46-251l-24-9" />
        <path d="M-17-299c10-4 24-4 34 0" strokeWidth="1.8" />
      </g>
    </g>
  );
}

/** An officer saluting, seen from the side, facing right; 316 high. */
export function OfficerSaluting() {
  return (
    <g>
      <path d="M-19-140C-20-104-16-70-17-44c0 16 0 30 1 42 0 4 3 4 6 4h33c1-6-8-9-15-13 0-14 0-30 2-46 4-26 8-54 9-82z" />
      <path d="M-9-260C-21-255-26-240-26-222-26-204-20-190-19-172-20-158-22-146-24-132c16 6 34 6 48 1-2-14-4-26-4-40 5-20 7-36 4-54-2-18-9-30-19-35z" />
      <path d="M-9-270v16l16 3v-17z" />
      <path d="M-14-296C-17-284-15-272-9-266c4 3 10 3 14 2 6 0 10-3 10-9l1-5 4-2-4-9v-9z" />
      <path d="M-18-295C-24-302-23-310-14-313-4-317 12-318 20-314c4 4 3 9 0 14l11 7c2 2 1 4-2 4-6-1-11-3-15-6z" />
      <path d="M-9-246c8-8 20-8 32-7l26 2c8 1 9 10 2 13-20 7-40 10-56 6z" />
      <path d="M56-244L31-292c-3-5-10-3-9 3l4 8 15 40z" />
    </g>
  );
}

/** The captain from behind, hands on the console, from cap to coat; 532 high. */
export function CaptainAtHelm() {
  return (
    <g>
      <path d="M-118-366c-30 4-52 18-61 44-10 32-25 52-43 68-14 10-40 14-58 18-12 4-10 18 4 20 26 4 54 0 76-14 24-16 46-42 62-70z" />
      <path d="M118-366c30 4 52 18 61 44 10 32 25 52 43 68 14 10 40 14 58 18 12 4 10 18-4 20-26 4-54 0-76-14-24-16-46-42-62-70z" />
      <path d="M-40-394C-84-380-126-372-152-350c6 50 32 92 45 138 8 34 6 64 0 94-12 50-30 90-38 140h290c-8-50-26-90-38-140-6-30-8-60 0-94 13-46 39-88 45-138-26-22-68-30-112-44z" />
      <path d="M-21-424L-42-408-54-378c20 14 88 14 108 0L42-408 21-424z" />
      <path d="M-33-478c-2 12-4 16-3 24 0 6 3 8 6 9 3 12 7 22 14 30h32c7-8 11-18 14-30 3-1 6-3 6-9 1-8-1-12-3-24z" />
      <path d="M-36-474C-38-484-52-490-57-502-58-514-32-532 0-532s58 18 57 30c-5 12-19 18-21 28-20 8-52 8-72 0z" />
    </g>
  );
}

/** What is sewn on the captain's coat and cap, for the figure above. */
export function CoatDetails({ light, braid }: { light: string; braid: string }) {
  return (
    <g fill="none" stroke={light} strokeLinejoin="round">
      <path d="M0-368V20" strokeWidth="1.6" opacity="0.32" />
      <path d="M-66-366c6 70 24 130 28 196M66-366c-6 70-24 130-28 196" opacity="0.22" />
      <path d="M-103-152c60 18 146 18 206 0M-104-136c60 18 148 18 208 0" opacity="0.4" />
      <path d="M-54-380c20 14 88 14 108 0" strokeWidth="2" opacity="0.5" />
      <path d="M-37-484c22 8 52 8 74 0" strokeWidth="1.2" opacity="0.4" />
      <path d="M-36-477c22 8 50 8 72 0" stroke={braid} strokeWidth="3" opacity="0.8" />
      {[-1, 1].map((side) => (
        <g key={side} stroke={braid} opacity="0.85">
          <path
            d={`M${side * 86}-374l${side * 62} 20M${side * 84}-366l${side * 62} 20`}
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
      <path d="M-31-190C-38-200-41-208-32-216-14-226 14-226 32-216 41-208 38-200 31-190 12-183-12-183-31-190z" />
      <path d="M-66 0c-2-36-2-58 4-78 4-12 14-16 26-16h72c12 0 22 4 26 16 6 20 6 42 4 78z" />
    </g>
  );
}
