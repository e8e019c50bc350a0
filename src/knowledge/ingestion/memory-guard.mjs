// Plain JavaScript, so that the thread starts at once and without a loader.
import { kill, memoryUsage, pid } from "node:process";
import { workerData } from "node:worker_threads";

const EVERY_MS = 25;

setInterval(() => {
  if (memoryUsage.rss() > workerData.maxResidentBytes) kill(pid, "SIGKILL");
}, EVERY_MS);
