import { useRef } from "preact/hooks";
import { EMOTIONS, type EmotionLabel } from "../../../src/domain/emotion.ts";
import type { Dashboard } from "../../../src/http/contract.ts";
import { percent } from "../lib/format.ts";
import { useWidth } from "../lib/use-width.ts";
import { EmotionFace } from "../ui/emotion-face.tsx";
import { ceilingOf } from "./ceiling.ts";
import { Patterns } from "./patterns.tsx";

type Bucket = Dashboard["emotions"][number];

const HEIGHT = 200;
const AXIS = 24;
const LEFT = 32;
/** From the floor of a bar up: the unhappy ones stand together at the bottom. */
const STACK: readonly EmotionLabel[] = ["anger", "disgust", "fear", "sadness", "surprise", "neutral", "joy"];

const sumOf = (bucket: Bucket): number => EMOTIONS.reduce((sum, label) => sum + bucket.counts[label], 0);

/** Analysed messages by hour or day, stacked by their strongest emotion. */
export function EmotionOverTime({
  buckets,
  period,
  timeZone,
}: {
  readonly buckets: readonly Bucket[];
  readonly period: Dashboard["period"];
  readonly timeZone: string;
}) {
  const frame = useRef<HTMLDivElement>(null);
  const width = useWidth(frame);
  const top = ceilingOf(Math.max(0, ...buckets.map(sumOf)));
  const label = labelOf(period, timeZone);
  return (
    <figure class="chart">
      <div ref={frame} class="chart-frame">
        {width > 0 ? (
          <svg
            width={width}
            height={HEIGHT + AXIS}
            role="img"
            aria-label="Emotions over time; the table below holds the numbers"
          >
            <Patterns />
            {[0, 0.5, 1].map((share) => (
              <g key={share} class="chart-grid">
                <line x1={LEFT} x2={width} y1={yOf(share)} y2={yOf(share)} />
                <text x={LEFT - 8} y={yOf(share) + 4} text-anchor="end">
                  {Math.round(top * share)}
                </text>
              </g>
            ))}
            {buckets.map((bucket, index) => (
              <Bar
                key={bucket.startAt}
                bucket={bucket}
                top={top}
                label={label(bucket.startAt)}
                {...placeOf(index, buckets.length, width)}
              />
            ))}
            {buckets.map((bucket, index) => {
              const { x, barWidth, step } = placeOf(index, buckets.length, width);
              const every = Math.ceil(48 / step);
              return index % every === 0 ? (
                <text
                  key={bucket.startAt}
                  class="chart-label"
                  x={x + barWidth / 2}
                  y={HEIGHT + 16}
                  text-anchor="middle"
                >
                  {label(bucket.startAt)}
                </text>
              ) : null;
            })}
          </svg>
        ) : null}
      </div>
      <Legend buckets={buckets} />
    </figure>
  );
}

const yOf = (share: number): number => 8 + (1 - share) * (HEIGHT - 8);

function placeOf(index: number, count: number, width: number) {
  const step = (width - LEFT) / count;
  const barWidth = Math.min(32, step * 0.72);
  return { x: LEFT + index * step + (step - barWidth) / 2, barWidth, step };
}

function Bar({
  bucket,
  top,
  label,
  x,
  barWidth,
}: {
  readonly bucket: Bucket;
  readonly top: number;
  readonly label: string;
  readonly x: number;
  readonly barWidth: number;
}) {
  let share = 0;
  const said = EMOTIONS.filter((name) => bucket.counts[name] > 0).map(
    (name) => `${name} ${bucket.counts[name]}`,
  );
  return (
    <g>
      <title>{`${label}: ${said.join(", ") || "nothing analysed"}`}</title>
      <rect class="bar-hit" x={x} y={yOf(1)} width={barWidth} height={HEIGHT - 8} />
      {STACK.map((name) => {
        const count = bucket.counts[name];
        if (count === 0) return null;
        const from = share;
        share += count / top;
        return (
          <rect
            key={name}
            class="bar-part"
            x={x}
            y={yOf(share)}
            width={barWidth}
            height={Math.max(1, yOf(from) - yOf(share) - 1)}
            fill={`url(#fill-${name})`}
          />
        );
      })}
    </g>
  );
}

/** Names, faces, patterns and numbers: the chart's table. */
function Legend({ buckets }: { readonly buckets: readonly Bucket[] }) {
  const totals = EMOTIONS.map((label) => ({
    label,
    count: buckets.reduce((sum, bucket) => sum + bucket.counts[label], 0),
  })).sort((one, other) => other.count - one.count);
  const all = totals.reduce((sum, one) => sum + one.count, 0);
  return (
    <table class="legend">
      <caption class="hidden-words">Emotions of the period</caption>
      <tbody>
        {totals.map(({ label, count }) => (
          <tr key={label}>
            <th scope="row">
              <svg width="14" height="14" aria-hidden="true">
                <rect width="14" height="14" rx="3" fill={`url(#fill-${label})`} />
              </svg>
              <EmotionFace emotion={label} />
              {label}
            </th>
            <td>{count}</td>
            <td class="faint">{all === 0 ? "" : percent(count / all)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function labelOf(period: Dashboard["period"], timeZone: string): (at: string) => string {
  const format =
    period === "day"
      ? new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit", timeZone })
      : new Intl.DateTimeFormat("en-GB", { weekday: "short", day: "numeric", timeZone });
  return (at) => format.format(new Date(at));
}
