import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";
import { serveSubject } from "../harness/subject.ts";
import { openHttpPool } from "./http-pool.ts";
import { arrivalTimes, type LoopClock, runOpenLoop } from "./open-loop.ts";
import { CHANNELS, channelKey, makeRequests, rootKey, slackTs } from "./requests.ts";
import { seededDraw } from "./seeded.ts";
import { teamsMessageKey } from "./teams-activities.ts";

/** The load, in a process of its own so that it shares no thread with what it measures. */

const wishSchema = z.object({
  kind: z.enum(["slack", "teams", "web"]),
  port: z.number(),
  connections: z.number(),
  count: z.number(),
  redelivered: z.number(),
  /** `null` sends as fast as the connections carry. */
  perSecond: z.number().nullable(),
  prefix: z.string(),
  seed: z.number(),
  /** `roots` opens conversations and keeps their keys; `replies` writes under the kept ones. */
  writes: z.enum(["roots", "replies"]),
  asking: z.number().optional(),
  tenants: z.object({ count: z.number(), skew: z.number() }).optional(),
  teams: z.object({ serviceUrl: z.string(), authorization: z.string().nullable() }).optional(),
});
type Wish = z.infer<typeof wishSchema>;

const clock: LoopClock = {
  now: () => performance.now(),
  until: (atMs) => sleep(Math.max(0, atMs - performance.now())),
};

let rootKeys: string[] = [];
let prepared: {
  readonly wish: Wish;
  readonly bytes: readonly Buffer[];
  readonly dueMs: Float64Array;
} | null = null;

async function prepare(given: unknown): Promise<{ unique: number; sent: number }> {
  const wish = wishSchema.parse(given);
  const draw = seededDraw(wish.seed);
  if (wish.writes === "roots") rootKeys = [];
  const { bytes, unique } = makeRequests({ ...wish, rootKeys, draw });
  prepared = { wish, bytes, dueMs: arrivalTimes(bytes.length, wish.perSecond, wish.seed + 1) };
  return { unique, sent: bytes.length };
}

async function run(): Promise<unknown> {
  if (prepared === null) throw new Error("nothing is prepared");
  const { wish, bytes, dueMs } = prepared;
  prepared = null;
  const pool = await openHttpPool(wish.port, wish.connections);
  try {
    return await runOpenLoop(
      dueMs,
      async (index) => {
        const request = bytes[index];
        if (request === undefined) return;
        const answer = await pool.send(request);
        if (answer.status < 200 || answer.status > 299)
          throw new Error(`status ${answer.status}: ${answer.body.slice(0, 200)}`);
        if (wish.writes === "roots") keepRoot(wish, index, answer.body);
      },
      clock,
    );
  } finally {
    pool.close();
  }
}

const postSchema = z.object({ post: z.object({ postKey: z.string(), channelKey: z.string() }) });

function keepRoot(wish: Wish, index: number, body: string): void {
  if (wish.kind !== "web") {
    const key = wish.kind === "slack" ? slackTs(wish, index) : teamsMessageKey(wish.prefix, index);
    rootKeys[index] = rootKey(channelKey(index % CHANNELS), key);
    return;
  }
  const json = body.slice(body.indexOf("{"), body.lastIndexOf("}") + 1);
  const { post } = postSchema.parse(JSON.parse(json));
  rootKeys[index] = rootKey(post.channelKey, post.postKey);
}

serveSubject({ ready: {}, answers: { prepare, run } });
