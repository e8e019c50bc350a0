import { EMOTIONS, type EmotionScores } from "../../../src/domain/emotion.ts";
import { percent } from "../lib/format.ts";
import { EmotionFace } from "../ui/emotion-face.tsx";

/** The seven scores as bars, highest first, each with its face, its name and its value. */
export function EmotionBars({ scores }: { readonly scores: EmotionScores }) {
  const rows = [...EMOTIONS].sort((one, other) => scores[other] - scores[one]);
  return (
    <ul class="emotion-bars" aria-label="Emotions">
      {rows.map((label) => (
        <li key={label}>
          <EmotionFace emotion={label} />
          <span class="emotion-name">{label}</span>
          <span class="meter-track" aria-hidden="true">
            <span
              class={`meter-fill fill-${label}`}
              style={{ width: `${Math.round(scores[label] * 100)}%` }}
            />
          </span>
          <span class="emotion-value">{percent(scores[label])}</span>
        </li>
      ))}
    </ul>
  );
}
