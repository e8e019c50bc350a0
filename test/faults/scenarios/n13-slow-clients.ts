import { connect, type Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { PERSONA_HEADER, WEB_API_PATH } from "../../../adapters/web/contract.ts";
import { quantile, round } from "../load/figures.ts";
import { freePort, startDesk } from "../rig/desk-process.ts";
import type { Scenario } from "../scenario.ts";

const DRIP_EVERY_MS = 10_000;
const FREED_MS = 30_000;
const BASELINE_MS = 10_000;
const HOST = "host: 127.0.0.1";
/** What each kind says before it begins to drip. */
const BEGINNINGS = [
  "",
  `GET ${WEB_API_PATH}/room HTTP/1.1\r\n${HOST}\r\nx-slow: `,
  `POST ${WEB_API_PATH}/posts HTTP/1.1\r\n${HOST}\r\n${PERSONA_HEADER}: maya\r\ncontent-type: application/json\r\ncontent-length: 1000\r\n\r\n{`,
  `POST ${WEB_API_PATH}/posts HTTP/1.1\r\n${HOST}\r\n${PERSONA_HEADER}: maya\r\ncontent-type: multipart/form-data; boundary=x\r\ncontent-length: 100000\r\n\r\n--x`,
  `PUT /api/v1/articles?name=a.md HTTP/1.1\r\n${HOST}\r\nx-rapport-console: 1\r\ncontent-length: 100000\r\n\r\n#`,
] as const;

interface SlowClient {
  readonly socket: Socket;
  openForMs: number | null;
}

function beSlow(port: number, kind: number): SlowClient {
  const beganAt = performance.now();
  const socket = connect(port, "127.0.0.1");
  const client: SlowClient = { socket, openForMs: null };
  socket.on("connect", () => socket.write(BEGINNINGS[kind % BEGINNINGS.length] ?? ""));
  socket.on("data", () => undefined);
  socket.on("error", () => undefined);
  const drip = setInterval(() => socket.writable && socket.write("a"), DRIP_EVERY_MS);
  socket.on("close", () => {
    clearInterval(drip);
    client.openForMs = performance.now() - beganAt;
  });
  return client;
}

/** A post every tenth of a second; gives how long each took until it was answered, or Infinity. */
async function serve(address: string, forMs: number): Promise<readonly number[]> {
  const took: number[] = [];
  const endsAt = performance.now() + forMs;
  for (let n = 0; performance.now() < endsAt; n += 1) {
    const beganAt = performance.now();
    const response = await fetch(`${address}${WEB_API_PATH}/posts`, {
      method: "POST",
      headers: { "content-type": "application/json", [PERSONA_HEADER]: "maya" },
      body: JSON.stringify({
        clientKey: crypto.randomUUID(),
        channelKey: "help",
        threadKey: null,
        replyToKey: null,
        text: `Good morning ${n}`,
      }),
      signal: AbortSignal.timeout(5_000),
    }).catch(() => null);
    await response?.arrayBuffer();
    took.push(response?.ok ? performance.now() - beganAt : Number.POSITIVE_INFINITY);
    await sleep(100);
  }
  return took;
}

export const slowClients: Scenario = {
  id: "N13",
  title: "clients that say nothing, or one byte in ten seconds: in headers, in a body, in an upload",
  criterion: "others' p99 grows at most 25 % (or 20 ms); every slow socket is freed in 30 s",
  promises: ["P3", "P6"],
  databases: ["pglite", "postgres"],
  unit: "sockets",
  fullSize: 500,
  limitMs: 10 * 60_000,
  async run(trial) {
    const port = await freePort();
    const desk = startDesk({
      program: "product",
      databaseUrl: await trial.freshDatabase(),
      dataDir: trial.folder,
      port,
    });
    const violations: string[] = [];
    const slow: string[] = [];
    try {
      await desk.ready();
      await serve(desk.address, 3_000);
      const usual = quantile(await serve(desk.address, BASELINE_MS), 0.99);
      const clients = Array.from({ length: trial.size }, (_, n) => beSlow(port, n));
      const took = await serve(desk.address, FREED_MS);
      const p99 = quantile(took, 0.99);
      if (p99 > Math.max(usual * 1.25, usual + 20))
        slow.push(`p99 went from ${round(usual)} to ${round(p99)} ms`);
      const held = clients.flatMap(({ openForMs }, n) => (openForMs === null ? [n % BEGINNINGS.length] : []));
      if (held.length > 0)
        violations.push(
          `${held.length} slow sockets are open after 30 s, of kinds ${[...new Set(held)].join(", ")}`,
        );
      const longest = Math.max(...clients.map(({ openForMs }) => openForMs ?? Number.POSITIVE_INFINITY));
      for (const { socket } of clients) socket.destroy();
      if (!desk.isAlive) violations.push("the desk is gone");
      trial.progress(trial.size);
      return {
        violations,
        slow,
        figures: {
          "p99 before ms": round(usual),
          "p99 meanwhile ms": round(p99),
          "held after 30 s": held.length,
          "longest held ms": Number.isFinite(longest) ? round(longest) : -1,
        },
      };
    } finally {
      await desk.stop();
    }
  },
};
