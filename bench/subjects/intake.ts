import { createHmac, timingSafeEqual } from "node:crypto";
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { z } from "zod";
import type { InboundEvent } from "../../src/domain/inbound-event.ts";
import { readBytes } from "../../src/http/read-body.ts";
import { openDatabase } from "../../src/store/open-database.ts";
import { createIntake } from "../../src/store/spine/intake.ts";
import { createOutboxWriter } from "../../src/store/spine/outbox-writer.ts";
import { createTimerWriter } from "../../src/store/spine/timer-writer.ts";
import { createStore } from "../../src/store/store.ts";
import { serveSubject, subjectTask } from "../harness/subject.ts";
import { SIGNING_SECRET } from "../load/requests.ts";

/**
 * The floor of any webhook adapter: signature, JSON, a neutral event, the intake's commit, then the answer. What is
 * not in it is a platform's own parsing.
 */
const taskSchema = z.object({ databaseUrl: z.string() });
const eventSchema = z.object({
  team_id: z.string(),
  event: z.object({
    channel: z.string(),
    user: z.string(),
    text: z.string(),
    ts: z.string(),
    thread_ts: z.string().optional(),
  }),
});

const MAX_BYTES = 1024 * 1024;
const clock = { now: () => new Date() };

async function main(): Promise<void> {
  const { databaseUrl } = taskSchema.parse(subjectTask());
  const database = await openDatabase({ url: databaseUrl });
  const store = createStore({ database, outbox: createOutboxWriter, timers: createTimerWriter });
  await store.createTenant(
    {
      slug: "bench",
      name: "Bench",
      timeZone: "UTC",
      workspaces: [{ platform: "slack", workspaceKey: "T0BENCH", name: "Bench", kind: "community" }],
    },
    clock.now(),
  );
  const intake = createIntake({ database, clock });
  const judge = async (request: IncomingMessage): Promise<number> => {
    const body = await readBytes(request, MAX_BYTES);
    if (!isSigned(request, body)) return 401;
    const outcome = await intake.accept(toEvent(eventSchema.parse(JSON.parse(body.toString("utf8")))));
    return outcome.kind === "accepted" || outcome.kind === "duplicate" ? 200 : 400;
  };
  const server = createServer((request, response) => {
    judge(request).then(
      (status) => response.writeHead(status, { "content-length": 0 }).end(),
      () => response.writeHead(503, { "content-length": 0 }).end(),
    );
  });
  server.listen(0, "127.0.0.1", () => {
    const { port } = server.address() as AddressInfo;
    serveSubject({
      ready: { port },
      answers: {
        heap: async () => {
          globalThis.gc?.();
          return { bytes: process.memoryUsage().heapUsed };
        },
        rows: async () => ({
          inbox:
            (await database.spineQuery<{ found: number }>("select count(*)::int as found from inbox", []))[0]
              ?.found ?? 0,
        }),
      },
      close: () => database.close(),
    });
  });
}

function isSigned(request: IncomingMessage, body: Buffer): boolean {
  const sentAt = String(request.headers["x-slack-request-timestamp"]);
  const digest = createHmac("sha256", SIGNING_SECRET).update(`v0:${sentAt}:`).update(body).digest("hex");
  const given = Buffer.from(String(request.headers["x-slack-signature"]));
  const wanted = Buffer.from(`v0=${digest}`);
  return given.length === wanted.length && timingSafeEqual(given, wanted);
}

function toEvent({ team_id, event }: z.infer<typeof eventSchema>): InboundEvent {
  return {
    kind: "message-posted",
    platform: "slack",
    workspaceKey: team_id,
    channel: { channelKey: event.channel, name: event.channel, isDirect: false, isPrivate: false },
    actor: { personKey: event.user, displayName: event.user, isBot: false },
    dedupeKey: `message:${event.channel}:${event.ts}`,
    occurredAt: new Date(Number(event.ts) * 1_000).toISOString(),
    messageKey: event.ts,
    threadKey: event.thread_ts ?? null,
    replyToKey: null,
    text: event.text,
    mentionsBot: false,
    mentionedKeys: [],
    files: [],
    permalink: null,
  };
}

await main();
