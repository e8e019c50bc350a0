import { EMOTIONS, type EmotionLabel } from "../../../src/domain/emotion.ts";

/** A mark per emotion over its colour, for readers who cannot tell the colours apart. */
const MARKS: Readonly<Record<EmotionLabel, string | null>> = {
  anger: "M-1 5l6-6M-1 9l10-10M3 9l6-6",
  disgust: "M0 4h8",
  fear: "M4 0v8",
  joy: null,
  neutral: "M2 2h.1M6 6h.1",
  sadness: "M-1 3l6 6M-1 -1l10 10M3 -1l6 6",
  surprise: "M0 4h8M4 0v8",
};

export function Patterns() {
  return (
    <defs>
      {EMOTIONS.map((label) => (
        <pattern key={label} id={`fill-${label}`} width="8" height="8" patternUnits="userSpaceOnUse">
          <rect class={`fill-${label}`} width="8" height="8" />
          {MARKS[label] ? <path class="pattern-mark" d={MARKS[label]} /> : null}
        </pattern>
      ))}
    </defs>
  );
}
