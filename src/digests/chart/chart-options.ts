import type { EChartsOption } from "echarts";
import type { DigestSummary } from "../../domain/digest.ts";
import { EMOTIONS, type EmotionLabel } from "../../domain/emotion.ts";
import { MONTHS } from "../../domain/zone.ts";

export const CHART_WIDTH = 1200;
export const CHART_HEIGHT = 760;

/** Told apart by colour-blind readers too (order of lightness differs), each with a glyph that Inter has; the same everywhere. */
export const EMOTION_LOOKS: Readonly<
  Record<EmotionLabel, { readonly colour: string; readonly glyph: string }>
> = {
  joy: { colour: "#e0a500", glyph: "▲" },
  surprise: { colour: "#56b4e9", glyph: "◆" },
  neutral: { colour: "#b8bec8", glyph: "●" },
  sadness: { colour: "#2b6cb0", glyph: "▼" },
  fear: { colour: "#7b5ea7", glyph: "■" },
  disgust: { colour: "#3f8f5f", glyph: "+" },
  anger: { colour: "#c8352b", glyph: "×" },
};

/** Calm to angry, so that trouble grows at the top of a bar. */
const STACK: readonly EmotionLabel[] = ["joy", "surprise", "neutral", "sadness", "fear", "disgust", "anger"];

const INK = "#1f2430";
const QUIET = "#5b6472";
const LINE = "#e3e6eb";
const FONT = "Inter";

/** Two panels over the same days: emotions of customer messages, then negative share and CSAT. */
export function chartOptions(summary: DigestSummary): EChartsOption {
  const days = summary.trend.map(({ on }) => `${Number(on.slice(8))} ${MONTHS[Number(on.slice(5, 7)) - 1]}`);
  return {
    animation: false,
    backgroundColor: "#ffffff",
    textStyle: { fontFamily: FONT, color: INK, fontSize: 18 },
    title: [titleAt("Customer messages by emotion", 18), titleAt("Negative emotion share and CSAT", 430)],
    legend: [
      { ...legendAt(18), data: STACK.map(seriesName), itemWidth: 18, itemHeight: 12 },
      { ...legendAt(430), data: ["Negative share %", "CSAT %"] },
    ],
    grid: [
      { left: 70, right: 40, top: 92, height: 250 },
      { left: 70, right: 40, top: 504, height: 190 },
    ],
    xAxis: [dayAxis(days, 0), dayAxis(days, 1)],
    yAxis: [valueAxis(0, {}), valueAxis(1, { min: 0, max: 100, interval: 25 })],
    series: [...emotionSeries(summary), ...trendSeries(summary)],
  };
}

const titleAt = (words: string, top: number) => ({
  text: words,
  left: 24,
  top,
  textStyle: { fontFamily: FONT, fontSize: 22, fontWeight: 600 as const, color: INK },
});

const legendAt = (top: number) => ({
  right: 36,
  top: top + 2,
  icon: "rect",
  textStyle: { fontFamily: FONT, fontSize: 16, color: QUIET },
  itemGap: 14,
});

const dayAxis = (days: readonly string[], gridIndex: number) => ({
  type: "category" as const,
  gridIndex,
  data: [...days],
  axisLine: { lineStyle: { color: LINE } },
  axisTick: { show: false },
  axisLabel: { fontFamily: FONT, fontSize: 16, color: QUIET, interval: 0 },
});

const valueAxis = (gridIndex: number, range: { min?: number; max?: number; interval?: number }) => ({
  type: "value" as const,
  gridIndex,
  ...range,
  minInterval: 1,
  splitNumber: 4,
  splitLine: { lineStyle: { color: LINE } },
  axisLabel: { fontFamily: FONT, fontSize: 16, color: QUIET },
});

const seriesName = (label: EmotionLabel): string => `${EMOTION_LOOKS[label].glyph} ${label}`;

function emotionSeries({ trend }: DigestSummary) {
  return STACK.map((label) => ({
    type: "bar" as const,
    name: seriesName(label),
    stack: "emotions",
    xAxisIndex: 0,
    yAxisIndex: 0,
    barMaxWidth: 44,
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
    endLabel: { show: true, formatter: "{c}", fontFamily: FONT, fontSize: 16, color: colour },
  });
  const rounded = (value: number | null): number | null => (value === null ? null : Math.round(value));
  return [
    line(
      "Negative share %",
      EMOTION_LOOKS.anger.colour,
      "solid",
      "circle",
      trend.map((day) => rounded(day.negativeSharePercent)),
    ),
    line(
      "CSAT %",
      EMOTION_LOOKS.sadness.colour,
      "dashed",
      "rect",
      trend.map((day) => rounded(day.csatScore === null ? null : day.csatScore * 100)),
    ),
  ];
}

/** Labels that a chart must hold for every emotion. */
export const LEGEND_NAMES: readonly string[] = EMOTIONS.map(seriesName);
