import { createRequire } from "node:module";
import type { DigestSummary } from "../../domain/digest.ts";
import { CHART_HEIGHT, CHART_WIDTH, chartOptions } from "./chart-options.ts";

/** Twice the size, for dense screens. */
const DENSITY = 2;

/**
 * Draws on this thread (import and drawing take most of a second): meant for the chart's worker.
 * The font is named by file, because resvg ignores font buffers and a container has none of its own.
 */
export async function drawChart(summary: DigestSummary): Promise<Uint8Array> {
  const [core, charts, components, renderers, { Resvg }] = await Promise.all([
    import("echarts/core"),
    import("echarts/charts"),
    import("echarts/components"),
    import("echarts/renderers"),
    import("@resvg/resvg-js"),
  ]);
  core.use([
    charts.BarChart,
    charts.LineChart,
    components.GridComponent,
    components.LegendComponent,
    components.TitleComponent,
    renderers.SVGRenderer,
  ]);
  const chart = core.init(null, null, {
    renderer: "svg",
    ssr: true,
    width: CHART_WIDTH,
    height: CHART_HEIGHT,
  });
  try {
    chart.setOption(chartOptions(summary));
    const image = new Resvg(chart.renderToSVGString(), {
      fitTo: { mode: "width", value: CHART_WIDTH * DENSITY },
      font: { loadSystemFonts: false, defaultFontFamily: "Inter", fontFiles: fontFiles() },
    });
    return image.render().asPng();
  } finally {
    chart.dispose();
  }
}

function fontFiles(): string[] {
  const { resolve } = createRequire(import.meta.url);
  return [
    resolve("@expo-google-fonts/inter/400Regular/Inter_400Regular.ttf"),
    resolve("@expo-google-fonts/inter/600SemiBold/Inter_600SemiBold.ttf"),
  ];
}
