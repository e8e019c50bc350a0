import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { TEAMS_LIMITS } from "../../../adapters/teams/limits.ts";
import { renderMessage } from "../../../adapters/teams/render-message.ts";
import { createSeal } from "../../../adapters/teams/seal.ts";
import type { Chart, ChartHue, MessageContent } from "../../../src/domain/message-content.ts";
import { chartsIn } from "./read-card.ts";

const PICTURE = { fileId: "f1", name: "digest.png", mediaType: "image/png", sizeBytes: 60_000 };
const URL_OF_IT = "https://desk.example/api/teams/files/f1";
const ALT = "Emotions of this period: joy 2, anger 1.";

const DAYS = ["2026-11-28", "2026-11-29", "2026-11-30"];
const BARS: Chart = {
  kind: "stacked-bars",
  title: "Customer messages by emotion",
  days: DAYS,
  series: [
    { name: "joy", hue: "yellow", values: [1, 0, 1] },
    { name: "anger", hue: "red", values: [0, 1, 0] },
  ],
};
const LINES: Chart = {
  kind: "lines",
  title: "CSAT, %",
  days: DAYS,
  series: [{ name: "CSAT", hue: "blue", values: [null, 80, 100] }],
};

const contentWith = (charts?: readonly Chart[]): MessageContent => ({
  summary: "Digest",
  blocks: [{ type: "image", file: PICTURE, alt: ALT, ...(charts && { charts }) }],
});
const render = (content: MessageContent, address: string | null = URL_OF_IT) =>
  renderMessage(content, {
    seal: createSeal(new TextEncoder().encode("key")),
    controls: { opensForm: [], isLive: [] },
    addressOf: () => address ?? undefined,
  });
const cardOf = (content: MessageContent, address?: string | null) =>
  render(content, address)[0].attachments[0].content;

describe("a picture of charts", () => {
  it("is drawn by Teams, with its words beside it and the picture for clients that draw none", () => {
    const card = cardOf(contentWith([BARS, LINES]));
    expect(chartsIn(card)).toEqual([
      {
        type: "Chart.VerticalBar.Grouped",
        title: "Customer messages by emotion",
        stacked: true,
        data: [
          {
            legend: "joy",
            color: "categoricalMarigold",
            values: [
              { x: "2026-11-28", y: 1 },
              { x: "2026-11-29", y: 0 },
              { x: "2026-11-30", y: 1 },
            ],
          },
          {
            legend: "anger",
            color: "categoricalRed",
            values: [
              { x: "2026-11-28", y: 0 },
              { x: "2026-11-29", y: 1 },
              { x: "2026-11-30", y: 0 },
            ],
          },
        ],
        fallback: { type: "Image", url: URL_OF_IT, altText: ALT, size: "Stretch" },
      },
      {
        type: "Chart.Line",
        title: "CSAT, %",
        // A day of which nothing is known is no day of nothing.
        data: [
          {
            legend: "CSAT",
            color: "categoricalBlue",
            values: [
              { x: "2026-11-29", y: 80 },
              { x: "2026-11-30", y: 100 },
            ],
          },
        ],
        // The one picture shows both.
        fallback: "drop",
      },
    ]);
    expect(JSON.stringify(card.body.at(-1))).toContain(ALT);
  });

  it("stays a picture where it has no figures, and words where nobody can fetch it", () => {
    const empty = { ...LINES, series: [{ name: "CSAT", hue: "blue", values: [null, null, null] }] } as const;
    for (const charts of [undefined, [], [empty]]) {
      const card = cardOf(contentWith(charts));
      expect(chartsIn(card)).toEqual([]);
      expect(card.body).toMatchObject([{ type: "Image", url: URL_OF_IT, altText: ALT }]);
    }
    const [bars] = chartsIn(cardOf(contentWith([BARS]), null));
    expect(bars?.fallback).toMatchObject({ type: "RichTextBlock" });
  });

  it("holds no more than a chart can show, nothing that is no number, and keeps the card's size", () => {
    const hues: readonly ChartHue[] = ["yellow", "green", "grey", "blue", "purple", "olive", "red"];
    const series = fc.record({
      name: fc.string({ maxLength: 400 }),
      hue: fc.constantFrom(...hues),
      values: fc.array(fc.option(fc.double()), { maxLength: 120 }),
    });
    const chart = fc.record({
      kind: fc.constantFrom("stacked-bars" as const, "lines" as const),
      title: fc.string({ maxLength: 1_000 }),
      days: fc.array(fc.string({ maxLength: 12 }), { maxLength: 120 }),
      series: fc.array(series, { maxLength: 14 }),
    });
    fc.assert(
      fc.property(fc.array(chart, { maxLength: 3 }), (charts) => {
        for (const post of render(contentWith(charts))) {
          expect(JSON.stringify(post).length * 2).toBeLessThanOrEqual(TEAMS_LIMITS.activityBytes);
          for (const { data } of chartsIn(post.attachments[0].content)) {
            expect(data.length).toBeLessThanOrEqual(TEAMS_LIMITS.chartSeries);
            for (const { values } of data) {
              expect(values.length).toBeLessThanOrEqual(TEAMS_LIMITS.chartColumns);
              for (const { y } of values) expect(Number.isFinite(y)).toBe(true);
            }
          }
        }
      }),
      { numRuns: 60 },
    );
  });
});
