import { DISCORD_SPOILS } from "./discord-spoils.ts";
import { SLACK_SPOILS } from "./slack-spoils.ts";

/** An edit of a product's source, made as it is read; the first occurrence of `find`, which must be there. */
export interface Edit {
  /** From the root of the repository. */
  readonly file: string;
  readonly find: string;
  readonly replace: string;
}

/** A fault of ours, put into the product on purpose, and the scenario that must turn red by it. */
export interface Spoil {
  readonly says: string;
  readonly scenarioId: string;
  /** Of the scenario's units; as few as show it. */
  readonly size: number;
  readonly edits: readonly Edit[];
  /** A sentence of the verdict that names the fault. */
  readonly finds: RegExp;
}

export const SPOILS: readonly Spoil[] = [
  {
    says: "what the model says is not looked for in the passages",
    scenarioId: "N4",
    size: 30,
    edits: [
      {
        file: "src/llm/supported-sentences.ts",
        find: "&& isSupported(text, sentence.excerpt, source)",
        replace: "",
      },
    ],
    finds: /hold what the model made up/,
  },
  {
    says: "scores of the classifier are taken as they come",
    scenarioId: "N4",
    size: 30,
    edits: [
      {
        file: "src/emotion/hugging-face-tagger.ts",
        find: "z.number().min(0).max(1)",
        replace: "z.number()",
      },
      {
        file: "src/emotion/hugging-face-tagger.ts",
        find: "SUM_TOLERANCE = 0.05",
        replace: "SUM_TOLERANCE = 1e9",
      },
    ],
    finds: /out of range|dead letters|got no answer/,
  },
  {
    says: "a failed call is repeated without a budget",
    scenarioId: "N5",
    size: 100,
    edits: [
      { file: "src/llm/retry.ts", find: "MAX_RETRIES = 2", replace: "MAX_RETRIES = 9" },
      { file: "src/llm/retry.ts", find: "if (tokens < 1) return false;", replace: "" },
    ],
    finds: /calls were made for each one needed|was asked about/,
  },
  {
    says: "all channels of a workspace wait for one",
    scenarioId: "N6",
    size: 2,
    edits: [
      {
        file: "src/delivery/judge-outcome.ts",
        find: "scope: outcome.scope }",
        replace: 'scope: "workspace" }',
      },
    ],
    finds: /others' p95 went/,
  },
  {
    says: "some rows of a group commit are left out and acknowledged",
    scenarioId: "N14",
    size: 100,
    edits: [
      {
        file: "src/store/spine/insert-events.ts",
        find: "rows.map(rowJson)",
        replace: "rows.filter(() => Math.random() < 0.9).map(rowJson)",
      },
      {
        file: "src/store/spine/insert-events.ts",
        find: "if (some === null)",
        replace: "if (rows.length > 0)",
      },
    ],
    finds: /acknowledged messages are not stored/,
  },
  {
    says: "an event is given up one try too early",
    scenarioId: "P5",
    size: 20,
    edits: [
      {
        file: "src/spine/inbox-worker.ts",
        find: "row.attempt >= maxAttempts",
        replace: "row.attempt >= maxAttempts - 1",
      },
    ],
    finds: /not tried exactly 5 times/,
  },
  {
    says: "an error's own words are logged",
    scenarioId: "P5",
    size: 20,
    edits: [
      {
        file: "src/spine/inbox-worker.ts",
        find: "logger.warn(fields,",
        replace: "logger.warn({ ...fields, said: String(error) },",
      },
    ],
    finds: /words of a message/,
  },
  {
    says: "some messages of a backlog are closed and not stored",
    scenarioId: "R17",
    size: 20,
    edits: [
      {
        file: "src/store/ingest-store.ts",
        // The message is told from the thread and the reading by its name.
        find: "where $" + "{message !== null}::boolean",
        replace: "where $" + "{message !== null}::boolean and random() < 0.7",
      },
      // Or it would notice and do the whole turn again.
      { file: "src/store/ingest-store.ts", find: "row.messages === 1", replace: "true" },
    ],
    finds: /messages are stored/,
  },
  {
    says: "addresses that were asked for are logged",
    scenarioId: "S28",
    size: 1,
    edits: [
      {
        file: "src/http/http-server.ts",
        find: "logger.debug({ requestId,",
        replace: "logger.debug({ requestId, address: request.url,",
      },
    ],
    finds: /^printed: /,
  },
  {
    says: "a digest whose hour has passed is let go",
    scenarioId: "N18",
    size: 1,
    edits: [{ file: "src/digests/schedule-digests.ts", find: "GRACE_MS = DAY", replace: "GRACE_MS = 0" }],
    finds: /has 0 digests/,
  },
  {
    says: "an event's acknowledgement takes four round trips more",
    scenarioId: "R9",
    size: 12,
    edits: [
      {
        file: "src/store/server/postgres-database.ts",
        find: "const values = parameters.map",
        replace:
          'for (let n = 0; n < 4; n += 1) await spine.use(async ({ client }) => client.unsafe("select 1")); const values = parameters.map',
      },
    ],
    finds: /p99 of the acknowledgement/,
  },
  {
    says: "a post is taken from a process that has it in hand",
    scenarioId: "M1",
    size: 24,
    edits: [
      {
        file: "src/store/spine/outbox-queue.ts",
        find: "lease_until_at < clock_timestamp() or",
        replace: "true or",
      },
      // Long enough in hand to be met there.
      {
        file: "adapters/web/adapter.ts",
        find: "check(outbound, context.tenantId);",
        replace:
          "check(outbound, context.tenantId); await new Promise((resolve) => setTimeout(resolve, 1_500));",
      },
    ],
    finds: /outbox rows were taken while another process held them/,
  },
  {
    says: "an activity of Teams is acknowledged before it is kept",
    scenarioId: "R4",
    size: 4,
    edits: [
      {
        file: "adapters/teams/receive/take-fact.ts",
        find: "const outcome = await intake.accept(event);",
        // Long enough to be killed in between.
        replace:
          'setTimeout(() => void intake.accept(event).catch(() => null), 1_500); const outcome = { kind: "accepted" } as Awaited<ReturnType<typeof intake.accept>>;',
      },
    ],
    finds: /^lost: /,
  },
  {
    says: "Teams is taken for a platform that refuses copies",
    scenarioId: "R15-teams",
    size: 3,
    edits: [
      {
        file: "adapters/teams/capabilities.ts",
        find: '"idempotent-send": {\n    support: "impossible",',
        replace: '"idempotent-send": {\n    support: "yes" as "impossible",',
      },
    ],
    finds: /^doubled: /,
  },
  {
    says: "a message of Teams is known by its id alone",
    scenarioId: "N1-teams",
    size: 8,
    edits: [
      {
        file: "adapters/teams/parse/read-activity.ts",
        find: 'const written = localTimestamp ?? timestamp ?? id ?? "";',
        replace: 'const written = id ?? localTimestamp ?? timestamp ?? "";',
      },
    ],
    finds: /^doubled: /,
  },
  {
    says: "a token that was good once vouches for every address",
    scenarioId: "S4",
    size: 40,
    edits: [
      {
        file: "adapters/teams/receive/verify-activity.ts",
        find: "return known.serviceUrl === activity.serviceUrl",
        replace: "return known !== undefined",
      },
    ],
    finds: /an activity of another address\) was answered 200/,
  },
  {
    says: "the signature of a token is not looked at",
    scenarioId: "S4",
    size: 40,
    edits: [
      {
        file: "adapters/teams/receive/verify-activity.ts",
        find: "await inTime(sdk(activity, authorization), options.metadataWaitMs ?? METADATA_WAIT_MS);",
        replace: "void [sdk, inTime, METADATA_WAIT_MS];",
      },
    ],
    finds: /a stranger's key under the right name\) was answered 200/,
  },
  {
    says: "words of people stand among the marks of a card as they are",
    scenarioId: "S17",
    size: 20,
    edits: [
      {
        file: "adapters/teams/render/inlines.ts",
        find: "if (inlines.some(isCall)) return",
        replace: "if (inlines.length > 0) return",
      },
      {
        file: "adapters/teams/render/inlines.ts",
        find: "const words = escapeMarkdown(run.text);",
        replace: "const words = run.text;",
      },
    ],
    finds: /^active: /,
  },
  {
    says: "the login's redirects are followed",
    scenarioId: "S19",
    size: 60,
    edits: [{ file: "adapters/teams/api.ts", find: 'redirect: "error"', replace: 'redirect: "follow"' }],
    finds: /was told a secret/,
  },
  ...DISCORD_SPOILS,
  ...SLACK_SPOILS,
];

/** What a process and all that it starts must be given. */
export const spoiltEnvironment = (edits: readonly Edit[]): Record<string, string> => ({
  RIG_SPOIL: JSON.stringify(edits),
  NODE_OPTIONS: `--import ${new URL("./spoil.mjs", import.meta.url).href}`,
});

/** The same, handed on to a process that gets no other variables of this one. */
export const inheritedSpoil = (environment: NodeJS.ProcessEnv): Record<string, string> =>
  environment.RIG_SPOIL === undefined
    ? {}
    : { RIG_SPOIL: environment.RIG_SPOIL, NODE_OPTIONS: environment.NODE_OPTIONS ?? "" };
