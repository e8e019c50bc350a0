import type { EmotionLabel } from "../../../src/domain/emotion.ts";

/** One face per emotion, so that colour is never alone. */
const FACES: Readonly<Record<EmotionLabel, string>> = {
  anger: "M4.2 5.3l2.3 1.2M11.8 5.3L9.5 6.5M5.9 7.6v.4M10.1 7.6v.4M5.5 11.5c.8-.9 4.2-.9 5 0",
  disgust: "M4.8 6.3l1.7.6-1.7.6M11.2 6.3l-1.7.6 1.7.6M5 11c.7-.8 1.3-.8 2 0s1.3.8 2 0 1.3-.8 2 0",
  fear: "M5 4.9l1.5-.6M11 4.9l-1.5-.6M5.7 6.7v.9M10.3 6.7v.9M5.5 11.7l1.2-1.4 1.3 1.4 1.3-1.4 1.2 1.4",
  joy: "M5 7c.4-.8 1.3-.8 1.7 0M9.3 7c.4-.8 1.3-.8 1.7 0M4.9 9.3c.6 1.7 1.7 2.4 3.1 2.4s2.5-.7 3.1-2.4z",
  neutral: "M5.9 6.5v.5M10.1 6.5v.5M5.5 10.6h5",
  sadness: "M4.6 6.1l1.9-.7M11.4 6.1l-1.9-.7M5.9 7.2v.4M10.1 7.2v.4M5.5 11.6c.7-1.4 4.3-1.4 5 0",
  surprise:
    "M4.9 5.3c.4-.6 1.1-.6 1.6-.2M11.1 5.3c-.4-.6-1.1-.6-1.6-.2M5.9 7v.4M10.1 7v.4M8 9.5c-.9 0-1.3.6-1.3 1.3S7.1 12.2 8 12.2s1.3-.7 1.3-1.4S8.9 9.5 8 9.5z",
};

export function EmotionFace({
  emotion,
  size = 16,
}: {
  readonly emotion: EmotionLabel;
  readonly size?: number;
}) {
  return (
    <svg
      class={`face face-${emotion}`}
      viewBox="0 0 16 16"
      width={size}
      height={size}
      fill="none"
      stroke="currentColor"
      stroke-width="1.3"
      stroke-linecap="round"
      stroke-linejoin="round"
      aria-hidden="true"
    >
      <circle cx="8" cy="8" r="6.9" />
      <path d={FACES[emotion]} />
    </svg>
  );
}
