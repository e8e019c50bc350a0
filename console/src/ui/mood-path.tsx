import type { MoodPoint } from "../../../src/http/contract.ts";
import { moment, words } from "../lib/format.ts";
import { EmotionFace } from "./emotion-face.tsx";
import { faceOfMood } from "./parts.tsx";

/** `neutral → frustrated → resigned`: runs of the same mood are one step, turning points are underlined. */
export function MoodPath({ points }: { readonly points: readonly MoodPoint[] }) {
  const steps = points.filter((point, index) => index === 0 || points[index - 1]?.mood !== point.mood);
  if (steps.length === 0) return <span class="faint">nothing was read</span>;
  return (
    <ol class="mood-path">
      {steps.slice(-6).map((point, index) => (
        <li key={point.messageId} title={moment(point.sentAt)}>
          {index > 0 ? (
            <span class="faint" aria-hidden="true">
              →{" "}
            </span>
          ) : null}
          <EmotionFace emotion={faceOfMood(point.mood)} />
          <span class={point.isTurningPoint ? "turning" : ""}>{words(point.mood)}</span>
          {point.isTurningPoint ? <span class="hidden-words">turning point</span> : null}
        </li>
      ))}
    </ol>
  );
}
