import { randomUUID } from "node:crypto";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import postgres from "postgres";
import { z } from "zod";
import { findPostgres, freePort, NO_SERVER, startPostgres } from "../../scripts/postgres-server.ts";
import { type Running, startProcess } from "../harness/contender.ts";
import { readProcessTimes } from "../harness/postgres.ts";
import type { BenchContext, Entrant } from "../harness/program.ts";
import { channelKey, personaKey } from "../load/requests.ts";
import { seededDraw } from "../load/seeded.ts";
import { questionOf, seededText } from "../load/texts.ts";

/** The desk of the soak, on a PostgreSQL server of its own that may be killed. */

const FULL_MINUTES = 3;
const QUICK_MINUTES = 0.4;
const ASKING = 0.1;
const WARM_UP = 100;
/** A message is sent again until it is acknowledged, as platforms do; a person's limit is never met. */
const AGAIN_MS = 250;
const GIVE_UP_MS = 120_000;

interface Journal {
  readonly acknowledged: string[];
  readonly questions: string[];
  /** Longest time without an acknowledgement around each kill. */
  readonly awayMs: number[];
}

export const soakDesk = {
  unavailable: async (): Promise<string | null> =>
    (await findPostgres()) === null ? NO_SERVER.trim() : null,

  async start(context: BenchContext): Promise<Entrant> {
    const bin = await findPostgres();
    if (bin === null) throw new Error(NO_SERVER);
    const server = await startPostgres(bin);
    const port = await freePort();
    const dataDir = join(context.scratch, "soak");
    const startDesk = (documents?: number): Promise<Running> =>
      startProcess("subjects/web-desk.ts", {
        task: { databaseUrl: server.url, dataDir, works: true, port, documents },
      });
    let desk = await startDesk(context.isQuick ? 300 : 2_000);
    return {
      async round() {
        const minutes = context.minutes ?? (context.isQuick ? QUICK_MINUTES : FULL_MINUTES);
        const journal: Journal = { acknowledged: [], questions: [], awayMs: [] };
        const send = sender(port, context.seed, journal);
        const perSecond = (await rateOf(desk, send)) / 2;
        const endsMs = performance.now() + minutes * 60_000;
        let hasKilled = false;
        const kill = async (how: () => Promise<void>): Promise<void> => {
          await sleep((minutes * 60_000) / 4);
          const killedAtMs = performance.now();
          await how();
          const before = journal.acknowledged.length;
          while (journal.acknowledged.length === before) await sleep(20);
          journal.awayMs.push(performance.now() - killedAtMs);
        };
        const killServer = async (): Promise<void> => {
          await killPostgres(server.url);
          await startAgain(() => server.start());
        };
        const killAll = async (): Promise<void> => {
          await kill(killServer);
          await kill(async () => {
            await desk.kill();
            desk = await startDesk();
          });
          await kill(killServer);
          hasKilled = true;
        };
        await Promise.all([
          keepTalking(perSecond, () => hasKilled && performance.now() >= endsMs, send),
          killAll(),
        ]);
        await desk.ask("settle", z.unknown());
        const { rssBytes } = await desk.mark();
        return {
          kind: "valid",
          figures: {
            ...(await compare(server.url, journal)),
            "away s after a kill": Math.max(...journal.awayMs) / 1_000,
            "msgs/s": perSecond,
            "RSS MB": rssBytes / 1024 ** 2,
          },
        };
      },
      async stop() {
        await desk.stop();
        await server.remove();
      },
    };
  },
};

type Send = () => Promise<void>;

/** Sends the next message until it is acknowledged, and writes that down. */
function sender(port: number, seed: number, journal: Journal): Send {
  const draw = seededDraw(seed);
  let count = 0;
  return async () => {
    count += 1;
    const personKey = personaKey(count % 400);
    const clientKey = `soak-${randomUUID()}`;
    const isQuestion = draw() < ASKING;
    const text = isQuestion ? `@rapport ${questionOf(draw)}` : seededText(draw);
    const body = JSON.stringify({ clientKey, channelKey: channelKey(count % 20), text });
    const headers = { "content-type": "application/json", "x-rapport-persona": personKey };
    const giveUpMs = performance.now() + GIVE_UP_MS;
    for (;;) {
      const status = await fetch(`http://127.0.0.1:${port}/web/api/posts`, {
        method: "POST",
        headers,
        body,
      }).then(
        async (response) => {
          await response.arrayBuffer();
          return response.status;
        },
        () => 0,
      );
      if (status === 200) break;
      if (performance.now() > giveUpMs) throw new Error(`not acknowledged: ${status}`);
      await sleep(AGAIN_MS);
    }
    journal.acknowledged.push(`${personKey}:${clientKey}`);
    if (isQuestion) journal.questions.push(`${personKey}:${clientKey}`);
  };
}

/** Whole turns a second, at most what a person's patience with the bench allows. */
async function rateOf(desk: Running, send: Send): Promise<number> {
  await Promise.all(Array.from({ length: WARM_UP }, send));
  await desk.ask("settle", z.unknown());
  const beganMs = performance.now();
  await Promise.all(Array.from({ length: WARM_UP }, send));
  await desk.ask("settle", z.unknown());
  return Math.min(200, WARM_UP / ((performance.now() - beganMs) / 1_000));
}

/** However long the machine takes to come back, somebody writes: the time without an answer ends with an answer. */
async function keepTalking(perSecond: number, isOver: () => boolean, send: Send): Promise<void> {
  const beganMs = performance.now();
  const sent: Promise<void>[] = [];
  for (let dueMs = 0; !isOver(); dueMs += 1_000 / perSecond) {
    await sleep(Math.max(0, beganMs + dueMs - performance.now()));
    sent.push(send());
  }
  await Promise.all(sent);
}

/** -9 for the server's first process; the others end when they see it gone. */
async function killPostgres(url: string): Promise<void> {
  const client = postgres(url, { max: 1, onnotice: () => undefined });
  try {
    const [found] = await client<{ pid: number }[]>`select pg_backend_pid() as pid`;
    const parent = readProcessTimes(found?.pid ?? 0)?.parentPid ?? 0;
    if (parent <= 1) throw new Error("the server's first process was not found");
    process.kill(parent, "SIGKILL");
  } finally {
    await client.end({ timeout: 0 });
  }
}

/** The dead server's back-ends may hold its memory a moment longer. */
async function startAgain(start: () => Promise<void>): Promise<void> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await start();
    } catch (fault) {
      if (tries >= 20) throw fault;
      await sleep(500);
    }
  }
}

/** What the database holds, beside what was acknowledged. */
async function compare(url: string, journal: Journal): Promise<Record<string, number>> {
  const client = postgres(url, { max: 1, onnotice: () => undefined });
  try {
    const worked = await client<{ key: string }[]>`
      select p.client_key as key from web_posts p
      join inbox i on i.tenant_id = p.tenant_id and i.dedupe_key = 'web:post:' || p.post_key and i.state = 'done'
      join messages m on m.tenant_id = p.tenant_id and m.message_key = p.post_key
      where p.client_key like 'bench-person-%'`;
    const isWorked = new Set(worked.map(({ key }) => key));
    const [said] = await client<{ twice: number }[]>`
      select coalesce(sum(n - 1), 0)::int as twice from (
        select count(*) as n from web_posts where author_key = 'rapport' and deleted_at is null
        group by tenant_id, channel_key, thread_key, visible_to_key, text having count(*) > 1) as repeated`;
    const answered = await client<{ key: string }[]>`
      select q.client_key as key from web_posts q where exists (
        select 1 from web_posts a where a.tenant_id = q.tenant_id and a.author_key = 'rapport'
          and a.thread_key = q.post_key)`;
    const isAnswered = new Set(answered.map(({ key }) => key));
    return {
      acknowledged: journal.acknowledged.length,
      lost: journal.acknowledged.filter((key) => !isWorked.has(key)).length,
      "said twice": said?.twice ?? Number.NaN,
      "questions unanswered": journal.questions.filter((key) => !isAnswered.has(key)).length,
    };
  } finally {
    await client.end({ timeout: 2 });
  }
}
