import { setTimeout as sleep } from "node:timers/promises";
import postgres from "postgres";
import { afterEach, describe, expect, it } from "vitest";
import {
  type Connect,
  createConnectionPool,
  openConnection,
} from "../../src/store/server/connection-pool.ts";
import { createPostgresListener } from "../../src/store/server/postgres-listener.ts";
import { type Cable, layCable } from "../replicas/cable.ts";

const server = process.env.TEST_DATABASE_URL ?? "";
const LIMIT_MS = 200;

describe.skipIf(server === "")("a connection whose other end is gone without a word", () => {
  let cable: Cable | undefined;
  const closers: (() => Promise<unknown>)[] = [];
  afterEach(async () => {
    for (const close of closers.splice(0)) await close();
    await cable?.close();
  });

  async function lay(): Promise<{ cable: Cable; connect: Connect }> {
    const laid = await layCable(server);
    cable = laid;
    return {
      cable: laid,
      connect: (options) => postgres(laid.urlOf(server), { onnotice: () => undefined, ...options }),
    };
  }

  it("fails what waits on it in time, and is replaced together with its idle neighbours", async () => {
    const { cable, connect } = await lay();
    const habits = { isPrepared: true, answerTimeoutMs: LIMIT_MS };
    const pool = createConnectionPool(() => openConnection(connect, habits), 3);
    closers.push(() => pool.close());
    const ask = () => pool.use(async ({ client }) => [...(await client.unsafe("select 1 as n"))]);
    await Promise.all([ask(), ask(), ask()]);
    expect(cable.freeze(3)).toBe(3);
    const beganAt = performance.now();
    await expect(ask()).rejects.toMatchObject({ code: "CONNECTION_DESTROYED" });
    expect(performance.now() - beganAt).toBeLessThan(LIMIT_MS * 5);
    // Two of three are frozen still: had they stayed, this would wait for them too.
    await expect(Promise.all([ask(), ask(), ask()])).resolves.toEqual([[{ n: 1 }], [{ n: 1 }], [{ n: 1 }]]);
  });

  it("is noticed by a listener, which hears again and says that it may have missed something", async () => {
    const { cable, connect } = await lay();
    const listener = createPostgresListener(connect, {
      lookEveryMs: 20,
      askEveryMs: 50,
      askedTimeoutMs: LIMIT_MS,
    });
    closers.push(() => listener.close());
    const heard: string[] = [];
    const gap = new Promise<void>((resolve) => {
      void listener.listen("half_open", (payload) => heard.push(payload), resolve);
    });
    while (cable.open === 0) await sleep(10);
    await sleep(100);
    cable.freeze(1);
    await gap;
    const client = postgres(server, { max: 1 });
    closers.push(() => client.end());
    await client`select pg_notify('half_open', 'after')`;
    while (heard.length === 0) await sleep(10);
    expect(heard).toEqual(["after"]);
  });
});
