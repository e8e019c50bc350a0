import type { Chart, ChartHue } from "../../../src/domain/message-content.ts";
import { TEAMS_LIMITS as LIMITS } from "../limits.ts";
import type { CardChart, CardElement } from "./elements.ts";
import { plainText } from "./words.ts";

/** Teams has colours by name, and shows them in its light and dark looks. */
const COLOURS: Readonly<Record<ChartHue, string>> = {
  yellow: "categoricalMarigold",
  green: "categoricalTeal",
  grey: "neutral",
  blue: "categoricalBlue",
  purple: "categoricalPurple",
  olive: "categoricalLime",
  red: "categoricalRed",
};
const TYPES = { "stacked-bars": "Chart.VerticalBar.Grouped", lines: "Chart.Line" } as const;

/** Charts that have anything to show; a client that draws none shows `picture`, once. Pure. */
export function chartElements(charts: readonly Chart[], picture: CardElement): readonly CardElement[] {
  return charts
    .map(dataOf)
    .filter(({ data }) => data.some(({ values }) => values.length > 0))
    .map((chart, at) => ({ ...chart, fallback: at === 0 ? picture : "drop" }));
}

function dataOf({ kind, title, days, series }: Chart): Omit<CardChart, "fallback"> {
  // Of too many days the newest are shown.
  const from = Math.max(0, days.length - LIMITS.chartColumns);
  const data = series.slice(0, LIMITS.chartSeries).map(({ name, hue, values }) => ({
    legend: plainText(name, LIMITS.labelText),
    color: COLOURS[hue],
    values: days.slice(from).flatMap((day, at) => {
      const y = values[from + at] ?? null;
      return y !== null && Number.isFinite(y) ? [{ x: plainText(day, LIMITS.labelText), y }] : [];
    }),
  }));
  const shown = { type: TYPES[kind], title: plainText(title, LIMITS.headingText) };
  return { ...shown, ...(kind === "stacked-bars" && { stacked: true as const }), data };
}
