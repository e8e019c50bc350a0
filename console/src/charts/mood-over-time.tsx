import { useRef } from "preact/hooks";
import type { MoodPoint } from "../../../src/http/contract.ts";
import { counted, day, moment, words } from "../lib/format.ts";
import { useWidth } from "../lib/use-width.ts";
import { EmotionFace } from "../ui/emotion-face.tsx";
import { faceOfMood } from "../ui/parts.tsx";

const HEIGHT = 160;
const PAD = 16;
const LEFT = 72;

const yOf = (sentiment: number): number => PAD + ((1 - sentiment) / 2) * (HEIGHT - 2 * PAD);

/** Sentiment of a person's messages, one after another, with a face at each turning point. */
export function MoodOverTime({ points }: { readonly points: readonly MoodPoint[] }) {
  const frame = useRef<HTMLDivElement>(null);
  const width = useWidth(frame);
  const first = points[0];
  const last = points.at(-1);
  if (!first || !last) return null;
  const step = points.length > 1 ? (width - LEFT - 2 * PAD) / (points.length - 1) : 0;
  const xOf = (index: number): number => LEFT + PAD + index * step;
  const path = points
    .map((point, index) => `${index === 0 ? "M" : "L"}${xOf(index)} ${yOf(point.sentiment)}`)
    .join("");
  return (
    <figure class="chart">
      <div ref={frame} class="chart-frame">
        {width > 0 ? (
          <svg
            width={width}
            height={HEIGHT}
            role="img"
            aria-label={`Sentiment of ${counted(points.length, "message")}, from ${words(first.mood)} to ${words(last.mood)}`}
          >
            {[1, 0, -1].map((level) => (
              <g key={level} class="chart-grid">
                <line x1={LEFT} x2={width} y1={yOf(level)} y2={yOf(level)} />
                <text x={LEFT - 8} y={yOf(level) + 4} text-anchor="end">
                  {level === 1 ? "good" : level === 0 ? "neither" : "bad"}
                </text>
              </g>
            ))}
            <path class="chart-line" d={path} />
            {points.map((point, index) => (
              <g key={point.messageId} transform={`translate(${xOf(index)} ${yOf(point.sentiment)})`}>
                <title>{`${moment(point.sentAt)}: ${words(point.mood)}${point.isTurningPoint ? ", turning point" : ""}`}</title>
                {point.isTurningPoint || index === points.length - 1 ? (
                  <g class="chart-face" transform="translate(-9 -9)">
                    <circle cx="9" cy="9" r="9" />
                    <EmotionFace emotion={faceOfMood(point.mood)} size={18} />
                  </g>
                ) : (
                  <circle class="chart-point" r="3" />
                )}
              </g>
            ))}
          </svg>
        ) : null}
      </div>
      <figcaption class="faint">
        {counted(points.length, "message")}, {day(first.sentAt)} to {day(last.sentAt)}; faces mark turning
        points and the newest.
      </figcaption>
    </figure>
  );
}
