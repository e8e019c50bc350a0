import { connect } from "node:net";
import { PERSONA_HEADER, WEB_API_PATH } from "../../../adapters/web/contract.ts";
import { round } from "../load/figures.ts";
import { highestMb, residentMb } from "../load/memory-of.ts";
import { freePort, startDesk } from "../rig/desk-process.ts";
import type { Scenario } from "../scenario.ts";

const MB = 2 ** 20;
const MOST_GROWTH_MB = 20;
const GIVE_UP_MS = 10_000;
const HEADERS = `host: 127.0.0.1\r\n${PERSONA_HEADER}: maya\r\nx-rapport-console: 1\r\n`;
const ROUTES = [
  `POST ${WEB_API_PATH}/posts`,
  `POST ${WEB_API_PATH}/forms`,
  "POST /api/v1/session",
  "PUT /api/v1/articles?name=a.md",
  "POST /query_rag",
];
const BODIES = [
  { name: "5 MB", length: 5 * MB, most: 5 * MB },
  { name: "256 MB", length: 256 * MB, most: 256 * MB },
  { name: "endless", length: null, most: Number.POSITIVE_INFINITY },
] as const;

interface Outcome {
  readonly status: number;
  readonly isClosed: boolean;
  readonly sentMb: number;
}

/** Sends as fast as it is taken, and looks neither for the answer nor for the end, as a rude client does. */
function send(port: number, route: string, { length, most }: (typeof BODIES)[number]): Promise<Outcome> {
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1");
    const block = Buffer.alloc(64 * 1024, "a");
    const chunk =
      length === null ? Buffer.concat([Buffer.from("10000\r\n"), block, Buffer.from("\r\n")]) : block;
    let answer = "";
    let sent = 0;
    const end = (isClosed: boolean) => {
      clearTimeout(late);
      socket.destroy();
      resolve({ status: Number(/^HTTP\/1\.1 (\d+)/.exec(answer)?.[1] ?? 0), isClosed, sentMb: sent / MB });
    };
    const late = setTimeout(() => end(false), GIVE_UP_MS);
    const pump = () => {
      while (!socket.destroyed && sent < most) {
        sent += block.length;
        if (!socket.write(chunk)) return;
      }
    };
    socket.on("data", (bytes) => {
      answer += bytes.toString("latin1");
    });
    socket.on("error", () => undefined);
    socket.on("drain", pump);
    socket.on("close", () => end(true));
    socket.on("connect", () => {
      const size = length === null ? "transfer-encoding: chunked" : `content-length: ${length}`;
      socket.write(`${route} HTTP/1.1\r\n${HEADERS}content-type: application/json\r\n${size}\r\n\r\n`);
      pump();
    });
  });
}

export const largeBodies: Scenario = {
  id: "N21",
  title: "bodies of 5 MB, 256 MB and without end, from nobody in particular",
  criterion: "4xx, the connection closed, resident memory grows less than 20 MB",
  promises: ["P6", "P8"],
  databases: ["pglite", "postgres"],
  unit: "bodies",
  fullSize: 150,
  limitMs: 10 * 60_000,
  async run(trial) {
    const port = await freePort();
    const desk = startDesk({
      program: "product",
      databaseUrl: await trial.freshDatabase(),
      dataDir: trial.folder,
      port,
      // Login is asked: whoever sends these is nobody.
      environment: { HOST: "0.0.0.0" },
    });
    const violations: string[] = [];
    let most = 0;
    try {
      await desk.ready();
      const { pid } = desk.process;
      const inTurn = (n: number) => ({
        route: ROUTES[n % ROUTES.length] ?? "",
        body: BODIES[Math.floor(n / ROUTES.length) % BODIES.length] ?? BODIES[0],
      });
      // The first ones warm up what every request needs.
      for (let n = 0; n < ROUTES.length; n += 1) await send(port, inTurn(n).route, BODIES[0]);
      const before = await residentMb(pid);
      const highest = await highestMb(pid, async () => {
        for (let n = 0; n < trial.size; n += 1) {
          const { route, body } = inTurn(n);
          const { status, isClosed, sentMb } = await send(port, route, body);
          most = Math.max(most, sentMb);
          const isRefused = (status >= 400 && status < 500) || (status === 0 && isClosed);
          if (!isRefused) violations.push(`${route} with ${body.name} was answered ${status}`);
          if (!isClosed) violations.push(`${route} with ${body.name}: the connection stayed open`);
          trial.progress(n + 1);
        }
      });
      const growth = highest - before;
      if (growth >= MOST_GROWTH_MB) violations.push(`resident memory grew by ${round(growth)} MB`);
      if (!desk.isAlive) violations.push("the desk is gone");
      return {
        violations,
        figures: {
          "RSS before MB": round(before),
          "RSS growth MB": round(growth),
          "most taken MB": round(most),
        },
      };
    } finally {
      await desk.stop();
    }
  },
};
