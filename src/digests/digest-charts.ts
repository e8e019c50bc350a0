import type { DigestSummary } from "../domain/digest.ts";
import type { EmotionLabel } from "../domain/emotion.ts";
import type { Chart, ChartHue } from "../domain/message-content.ts";

/** Calm to angry, so that trouble grows at the top of a bar; hues as in the picture. */
export const EMOTION_STACK: readonly (readonly [EmotionLabel, ChartHue])[] = [
  ["joy", "yellow"],
  ["surprise", "green"],
  ["neutral", "grey"],
  ["sadness", "blue"],
  ["fear", "purple"],
  ["disgust", "olive"],
  ["anger", "red"],
];

/** What the digest's picture shows, for platforms that draw by themselves. */
export function digestCharts({ trend }: DigestSummary): readonly Chart[] {
  const days = trend.map(({ on }) => on);
  const rounded = (value: number | null): number | null => (value === null ? null : Math.round(value));
  return [
    {
      kind: "stacked-bars",
      title: "Customer messages by emotion",
      days,
      series: EMOTION_STACK.map(([name, hue]) => ({
        name,
        hue,
        values: trend.map(({ emotions }) => emotions[name]),
      })),
    },
    {
      kind: "lines",
      title: "Negative emotion share and CSAT, %",
      days,
      series: [
        {
          name: "Negative share",
          hue: "red",
          values: trend.map(({ negativeSharePercent }) => rounded(negativeSharePercent)),
        },
        {
          name: "CSAT",
          hue: "blue",
          values: trend.map(({ csatScore }) => rounded(csatScore === null ? null : csatScore * 100)),
        },
      ],
    },
  ];
}
