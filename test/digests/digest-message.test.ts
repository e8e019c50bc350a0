import { Buffer } from "node:buffer";
import { describe, expect, it } from "vitest";
import { chartOptions, LEGEND_NAMES } from "../../src/digests/chart/chart-options.ts";
import { createChartPainter } from "../../src/digests/chart/chart-painter.ts";
import { digestMessage } from "../../src/digests/digest-message.ts";
import { EMOTIONS } from "../../src/domain/emotion.ts";
import { digestSummaryOf } from "../support/digest-summary.ts";

describe("the digest's post", () => {
  it("says first what changed, gives each number with its change, and names who needs a decision", () => {
    const said = JSON.stringify(digestMessage(digestSummaryOf(), null));
    expect(said).toContain("Daily digest · 14 Mar – 15 Mar (UTC)");
    expect(said).toContain("1 customer newly at risk among 44 messages.");
    expect(said).toContain("80 % good of 10 (−10 points)");
    expect(said).toContain("about 4 min (median)");
    expect(said).toContain("I will cancel my account.");
    expect(said).toContain("No flag has been judged yet");
  });

  it("does not call a missing rating a bad one", () => {
    const said = JSON.stringify(
      digestMessage(
        digestSummaryOf({ csatScore: { value: null, before: null }, csatCount: { value: 0, before: 0 } }),
        null,
      ),
    );
    expect(said).toContain("no ratings");
    expect(said).not.toContain("0 % good");
  });

  it("describes the picture for those who cannot see it", () => {
    const file = { fileId: "f", name: "digest.png", mediaType: "image/png", sizeBytes: 1 };
    const image = digestMessage(digestSummaryOf(), file).blocks.find((block) => block.type === "image");
    for (const label of EMOTIONS) expect(image?.type === "image" && image.alt).toContain(label);
  });
});

describe("the digest's chart", () => {
  it("names every emotion with its glyph, not by colour alone", () => {
    expect(LEGEND_NAMES).toHaveLength(7);
    expect(JSON.stringify(chartOptions(digestSummaryOf()).legend)).toContain("× anger");
  });

  it("is a picture of the promised size, drawn off this thread", async () => {
    const png = Buffer.from(await createChartPainter().paint(digestSummaryOf()));
    expect(png.subarray(1, 4).toString("latin1")).toBe("PNG");
    expect([png.readUInt32BE(16), png.readUInt32BE(20)]).toEqual([1520, 1400]);
    // Drawn without a font the same chart has 38,420 bytes, with its words about 105,900.
    expect(png.length).toBeGreaterThan(80_000);
  });
});
