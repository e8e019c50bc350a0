import { once } from "node:events";
import { connect, createServer, type Server, type Socket } from "node:net";
import { sql } from "drizzle-orm";
import { afterEach, describe, expect, it } from "vitest";
import type { Database } from "../../src/store/database.ts";
import { openDatabase } from "../../src/store/open-database.ts";

const server = process.env.TEST_DATABASE_URL ?? "";

/** Stands between Rapport and the server, and can be cut and restored. */
async function createCable(target: { host: string; port: number }) {
  const sockets = new Set<Socket>();
  let cable: Server | null = null;
  const plugIn = async (port: number): Promise<number> => {
    cable = createServer((near) => {
      const far = connect(target);
      for (const [from, to] of [
        [near, far],
        [far, near],
      ] as const) {
        sockets.add(from);
        from.on("error", () => to.destroy());
        from.on("close", () => to.destroy());
        from.pipe(to);
      }
    });
    cable.listen(port, "127.0.0.1");
    await once(cable, "listening");
    const address = cable.address();
    return typeof address === "object" && address !== null ? address.port : 0;
  };
  const port = await plugIn(0);
  return {
    port,
    cut: async () => {
      const closing = cable;
      cable = null;
      for (const socket of sockets) socket.destroy();
      sockets.clear();
      if (closing) {
        closing.close();
        await once(closing, "close");
      }
    },
    restore: () => plugIn(port),
  };
}

it("says so within seconds when nothing listens at the address", async () => {
  const cable = await createCable({ host: "127.0.0.1", port: 1 });
  await cable.cut();
  const opening = openDatabase({ url: `postgres://u:secret@127.0.0.1:${cable.port}/db` });
  const fault: unknown = await opening.catch((error: unknown) => error);
  expect(fault).toMatchObject({ code: "store.unavailable" });
  expect(JSON.stringify(fault) + String(fault)).not.toContain("secret");
});

it("refuses an address it does not know", async () => {
  for (const url of ["", "mysql://x", "pglite:", "./folder"]) {
    await expect(openDatabase({ url })).rejects.toMatchObject({ code: "store.url" });
  }
});

describe.skipIf(server === "")("a PostgreSQL server that goes away", () => {
  let db: Database | undefined;
  let cut: (() => Promise<void>) | undefined;
  afterEach(async () => {
    await db?.close();
    await cut?.();
  });

  const read = (database: Database) =>
    database.transaction("rapport_desk", null, (tx) => tx.rows<{ n: number }>(sql`select 1 as n`));
  const untilBack = async (work: () => Promise<unknown>): Promise<void> => {
    for (;;) {
      try {
        await work();
        return;
      } catch {
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
    }
  };

  it("is told as store.unavailable, and everything goes on by itself when it is back", async () => {
    const url = new URL(server);
    const cable = await createCable({ host: url.hostname, port: Number(url.port) });
    cut = cable.cut;
    url.hostname = "127.0.0.1";
    url.port = String(cable.port);
    const database = await openDatabase({ url: url.href, poolSize: 3 });
    db = database;
    const heard: string[] = [];
    await database.listen("rapport_outage", (payload) => heard.push(payload));
    const midway = database.transaction("rapport_desk", null, async (tx) => {
      await cable.cut();
      return tx.rows(sql`select 1 as n`);
    });
    await expect(midway).rejects.toMatchObject({ code: "store.unavailable" });
    await expect(database.ping()).rejects.toMatchObject({ code: "store.unavailable" });
    await expect(read(database)).rejects.toMatchObject({ code: "store.unavailable" });
    await expect(database.spineQuery("select 1", [])).rejects.toMatchObject({ code: "store.unavailable" });
    await cable.restore();
    await untilBack(() => database.ping());
    await untilBack(() => read(database));
    await Promise.all(Array.from({ length: 12 }, () => read(database)));
    await untilBack(async () => {
      await database.notify("rapport_outage", "again");
      if (heard.length === 0) throw new Error("not heard yet");
    });
    expect(heard).toContain("again");
  });

  it("tells a statement that runs too long from one that is refused, without its values", async () => {
    const database = await openDatabase({ url: server });
    db = database;
    const slow = database.transaction("rapport_desk", null, async (tx) => {
      await tx.rows(sql`set local statement_timeout = 50`);
      return tx.rows(sql`select pg_sleep(5)`);
    });
    await expect(slow).rejects.toMatchObject({ code: "store.slow-statement" });
    const refused = database.transaction("rapport_desk", null, (tx) =>
      tx.rows(sql`insert into people (tenant_id) values (${"my secret words"})`),
    );
    const fault: unknown = await refused.catch((error: unknown) => error);
    expect(fault).toMatchObject({ code: "store.refused" });
    expect(
      `${String(fault)} ${JSON.stringify(fault)} ${fault instanceof Error ? String(fault.cause) : ""}`,
    ).not.toContain("secret");
  });
});
