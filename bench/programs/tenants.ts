import { z } from "zod";
import { startProcess } from "../harness/contender.ts";
import type { BenchContext, Contender, Program } from "../harness/program.ts";
import { type SharedLoad, sendPhase, sharedLoad } from "../harness/shared-load.ts";
import { addTenants } from "../harness/tenants.ts";

/**
 * B13: the same events for one company and for thousands, a few of them loud (Zipf 1.1). Each round opens a conversation
 * in every company, not measured, so that all of them are known when it counts.
 */

const CONNECTIONS = 64;
const SKEW = 1.1;
const nameOf = (count: number): string => `intake, ${count} ${count === 1 ? "company" : "companies"}`;
const heapSchema = z.object({ bytes: z.number() });
const rowsSchema = z.object({ inbox: z.number() });

export function tenantsProgram(context: BenchContext): Program {
  const counts = context.isQuick ? [1, 1_000] : [1, 100, 10_000];
  const most = counts.at(-1) ?? 1;
  const messages = context.isQuick ? 1_500 : 6_000;
  const load = sharedLoad();
  return {
    name: "B13 tenants",
    title: `${messages} signed events a round for 1 to ${most} companies, Zipf ${SKEW}, ${CONNECTIONS} connections, to the commit`,
    rounds: context.isQuick ? 3 : 5,
    figures: ["CPU us/msg", "database CPU us/msg", "msgs/s", "idle bytes/company", "RSS MB"],
    contenders: counts.map((count) => contenderOf(count, messages, context, load)),
    goals: [
      {
        id: "G8b",
        says: `CPU a message of ${most} companies / of one`,
        figure: "CPU us/msg",
        ours: nameOf(most),
        theirs: nameOf(1),
        compare: "ratio",
        bound: { atMost: 1.5 },
      },
      {
        id: "G8b",
        says: `bytes an idle company holds, of ${most}`,
        figure: "idle bytes/company",
        ours: nameOf(most),
        theirs: nameOf(1),
        compare: "own",
        bound: { atMost: 50 * 1024 },
      },
    ],
  };
}

function contenderOf(count: number, messages: number, context: BenchContext, shared: SharedLoad): Contender {
  const { server } = context;
  return {
    name: nameOf(count),
    unavailable: async () => (server === null ? "no PostgreSQL server; set TEST_DATABASE_URL" : null),
    async start() {
      if (server === null) throw new Error("no server");
      const load = await shared.take();
      const databaseUrl = await server.createDatabase();
      const subject = await startProcess("subjects/intake.ts", {
        task: { databaseUrl },
        nodeOptions: ["--expose-gc"],
      });
      await addTenants(server, databaseUrl, count);
      const heap = async (): Promise<number> => (await subject.ask("heap", heapSchema)).bytes;
      const { port } = z.object({ port: z.number() }).parse(subject.ready);
      let unique = 0;
      const send = async (round: number, writes: "roots" | "replies", amount: number) => {
        const sent = await sendPhase(load, {
          kind: "slack",
          writes,
          port,
          connections: CONNECTIONS,
          count: amount,
          redelivered: writes === "roots" ? 0 : 0.02,
          perSecond: null,
          prefix: `t${count}r${round}${writes}`,
          seed: context.seed + round,
          tenants: { count, skew: SKEW },
        });
        unique += sent.unique;
        return sent;
      };
      return {
        async round(round) {
          const emptyBytes = round === 0 ? await heap() : 0;
          await send(round, "roots", Math.max(count, 400));
          const fullBytes = round === 0 ? await heap() : 0;
          await send(round, "replies", Math.round(messages / 5));
          const databaseBeforeUs = server.cpuUs() ?? Number.NaN;
          const before = await subject.mark();
          const sent = await send(round + 100, "replies", messages);
          const after = await subject.mark();
          const databaseAfterUs = server.cpuUs() ?? Number.NaN;
          const { inbox } = await subject.ask("rows", rowsSchema);
          if (inbox !== unique)
            return { kind: "void", reason: `${inbox} events kept of ${unique} unique ones` };
          return {
            kind: "valid",
            figures: {
              "CPU us/msg": (after.cpuUs - before.cpuUs) / sent.sent,
              "database CPU us/msg": (databaseAfterUs - databaseBeforeUs) / sent.sent,
              "msgs/s": sent.sent / (sent.wallMs / 1_000),
              "RSS MB": after.rssBytes / 1024 ** 2,
              // Heap after a collection, before and after each company was heard of for the first time.
              ...(round === 0 && count > 1 && { "idle bytes/company": (fullBytes - emptyBytes) / count }),
            },
          };
        },
        async stop() {
          await subject.stop();
          await shared.give();
        },
      };
    },
  };
}
