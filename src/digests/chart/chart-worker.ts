import { parentPort, workerData } from "node:worker_threads";
import type { DigestSummary } from "../../domain/digest.ts";
import { drawChart } from "./draw-chart.ts";

/** Entry of the worker thread: one summary in, one picture out. */
const png = await drawChart(workerData as DigestSummary);
parentPort?.postMessage(png);
