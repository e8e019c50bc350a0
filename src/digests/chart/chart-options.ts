import type { EChartsOption } from "echarts";
import type { DigestSummary } from "../../domain/digest.ts";
import { EMOTIONS, type EmotionLabel } from "../../domain/emotion.ts";
import { MONTHS } from "../../domain/zone.ts";
import { EMOTION_STACK } from "../digest-charts.ts";

/** As wide as a chat column shows it on a large screen, so that its words are read at about their own size. */
export const CHART_WIDTH = 760;
export const CHART_HEIGHT = 700;

/** Told apart by colour-blind readers too (order of lightness differs), each with a glyph that Inter has; the same everywhere. */
export const EMOTION_LOOKS: Readonly<
  Record<EmotionLabel, { readonly colour: string; readonly glyph: string }>
> = {
  joy: { colour: "#b98900", glyph: "▲" },
  surprise: { colour: "#1c8a6b", glyph: "◆" },
  neutral: { colour: "#87909b", glyph: "●" },
  sadness: { colour: "#1f6fb2", glyph: "▼" },
  fear: { colour: "#7a4fa3", glyph: "■" },
  disgust: { colour: "#7a7416", glyph: "+" },
  anger: { colour: "#c4471a", glyph: "×" },
};

const STACK = EMOTION_STACK.map(([label]) => label);

const INK = "#1f2430";
const QUIET = "#5b6472";
const LINE = "#e3e6eb";
const FONT = "Inter";

/** Two panels over the same days: emotions of customer messages, then negative share and CSAT. */
export function chartOptions(summary: DigestSummary): EChartsOption {
  const days = summary.trend.map(({ on }, position) => dayLabel(on, position));
  return {
    animation: false,
    backgroundColor: "#ffffff",
    textStyle: { fontFamily: FONT, color: INK, fontSize: 18 },
    title: [titleAt("Customer messages by emotion", 14), titleAt("Negative emotion share and CSAT, %", 412)],
    legend: [
      { ...legendAt(48), data: STACK.map(seriesName), itemWidth: 16, itemHeight: 12 },
      { ...legendAt(446), data: ["Negative share", "CSAT"] },
    ],
    grid: [
      { left: 56, right: 46, top: 116, height: 244 },
      { left: 56, right: 46, top: 486, height: 166 },
    ],
    xAxis: [dayAxis(days, 0), dayAxis(days, 1)],
    yAxis: [valueAxis(0, {}), valueAxis(1, { min: 0, max: 100, interval: 25 })],
    series: [...emotionSeries(summary), ...trendSeries(summary)],
  };
}

/** The month is said where it begins: fourteen days stand side by side. */
function dayLabel(on: string, position: number): string {
  const day = Number(on.slice(8));
  return position === 0 || day === 1 ? `${day}\n${MONTHS[Number(on.slice(5, 7)) - 1]}` : String(day);
}

const titleAt = (words: string, top: number) => ({
  text: words,
  left: 18,
  top,
  textStyle: { fontFamily: FONT, fontSize: 22, fontWeight: 600 as const, color: INK },
});

const legendAt = (top: number) => ({
  left: 18,
  right: 18,
  top,
  icon: "rect",
  textStyle: { fontFamily: FONT, fontSize: 17, color: QUIET },
  itemGap: 16,
});

const dayAxis = (days: readonly string[], gridIndex: number) => ({
  type: "category" as const,
  gridIndex,
  data: [...days],
  axisLine: { lineStyle: { color: LINE } },
  axisTick: { show: false },
  axisLabel: { fontFamily: FONT, fontSize: 17, color: QUIET, interval: 0 },
});

const valueAxis = (gridIndex: number, range: { min?: number; max?: number; interval?: number }) => ({
  type: "value" as const,
  gridIndex,
  ...range,
  minInterval: 1,
  splitNumber: 4,
  splitLine: { lineStyle: { color: LINE } },
  axisLabel: { fontFamily: FONT, fontSize: 17, color: QUIET },
});

const seriesName = (label: EmotionLabel): string => `${EMOTION_LOOKS[label].glyph} ${label}`;

function emotionSeries({ trend }: DigestSummary) {
  return STACK.map((label) => ({
    type: "bar" as const,
    name: seriesName(label),
    stack: "emotions",
    xAxisIndex: 0,
    yAxisIndex: 0,
    barMaxWidth: 34,
    itemStyle: { color: EMOTION_LOOKS[label].colour, borderColor: "#ffffff", borderWidth: 1 },
    data: trend.map((day) => day.emotions[label]),
  }));
}

function trendSeries({ trend }: DigestSummary) {
  const line = (
    name: string,
    colour: string,
    dash: "solid" | "dashed",
    symbol: "circle" | "rect",
    values: readonly (number | null)[],
  ) => ({
    type: "line" as const,
    name,
    xAxisIndex: 1,
    yAxisIndex: 1,
    connectNulls: true,
    symbol,
    symbolSize: 9,
    lineStyle: { width: 3, color: colour, type: dash },
    itemStyle: { color: colour },
    data: [...values],
    endLabel: { show: true, formatter: "{c}", fontFamily: FONT, fontSize: 17, color: colour },
    labelLayout: { moveOverlap: "shiftY" as const },
  });
  const rounded = (value: number | null): number | null => (value === null ? null : Math.round(value));
  return [
    line(
      "Negative share",
      EMOTION_LOOKS.anger.colour,
      "solid",
      "circle",
      trend.map((day) => rounded(day.negativeSharePercent)),
    ),
    line(
      "CSAT",
      EMOTION_LOOKS.sadness.colour,
      "dashed",
      "rect",
      trend.map((day) => rounded(day.csatScore === null ? null : day.csatScore * 100)),
    ),
  ];
}

/** Labels that a chart must hold for every emotion. */
export const LEGEND_NAMES: readonly string[] = EMOTIONS.map(seriesName);
