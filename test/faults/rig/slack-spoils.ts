import type { Spoil } from "./spoils.ts";

/** Faults for the scenarios that go by Slack. */
export const SLACK_SPOILS: readonly Spoil[] = [
  {
    says: "a request of Slack is acknowledged before its row is committed",
    scenarioId: "R1-slack",
    size: 4,
    edits: [
      {
        file: "adapters/slack/receive/http-door.ts",
        find: "const reply = await open(body as Readonly<Record<string, unknown>>, retryOf(request));",
        replace: 'const reply = { kind: "ok" }; setTimeout(() => void open(body, retryOf(request)), 400);',
      },
    ],
    finds: /^lost: RIG/,
  },
  {
    says: "an envelope of Slack is acknowledged before its row is committed",
    scenarioId: "R2",
    size: 4,
    edits: [
      {
        file: "adapters/slack/receive/socket-session.ts",
        find: "const reply = await dispatch(message.payload ?? {}, retryOf(message));",
        replace:
          'const reply = { kind: "ok" }; setTimeout(() => void dispatch(message.payload ?? {}, retryOf(message)), 400);',
      },
    ],
    finds: /^lost: RIG/,
  },
  {
    says: "a post of unknown fate is not found by what it carries",
    scenarioId: "R15-slack",
    size: 4,
    edits: [
      {
        file: "adapters/slack/speak/reconcile.ts",
        find: "metadata.event_payload?.outbox_id === outboxId",
        replace: "false",
      },
    ],
    finds: /^doubled: /,
  },
  {
    says: "each copy of a mention is an event of its own",
    scenarioId: "N1-slack",
    size: 20,
    edits: [
      {
        file: "adapters/slack/parse-event.ts",
        find: "dedupeKey: fact.dedupeKey,",
        replace: "dedupeKey: fact.dedupeKey + Math.random(),",
      },
    ],
    finds: /^doubled: |events became/,
  },
  {
    says: "a post to Slack is taken from a process that has it in hand",
    scenarioId: "N1-slack",
    size: 20,
    edits: [
      {
        file: "src/store/spine/outbox-queue.ts",
        find: "lease_until_at < clock_timestamp() or",
        replace: "true or",
      },
      // Long enough in hand to be met there.
      {
        file: "adapters/slack/deliver.ts",
        find: "const line = await lineFor(outbound, context.tenantId);",
        replace:
          "await new Promise((resolve) => setTimeout(resolve, 1_500)); const line = await lineFor(outbound, context.tenantId);",
      },
    ],
    finds: /outbox rows were taken while another process held them/,
  },
  {
    says: "Slack's Retry-After is not read",
    scenarioId: "N6-slack",
    size: 2,
    edits: [
      {
        file: "adapters/slack/errors.ts",
        find: "return Number(header) * SECOND;",
        replace: "return null;",
      },
    ],
    finds: /Retry-After 30: \d+ calls came within the wait/,
  },
  {
    says: "a dead token of Slack is used again",
    scenarioId: "N8",
    size: 16,
    edits: [
      {
        file: "adapters/slack/speak/line.ts",
        find: "await book.noteDeadToken(access, outcome.code);",
        replace: ";",
      },
    ],
    finds: /after token_revoked something was sent/,
  },
  {
    says: "what Slack takes for a mark is left in words",
    scenarioId: "S14-slack",
    size: 75,
    edits: [{ file: "adapters/slack/render/words.ts", find: '"<": "&lt;"', replace: '"<": "<"' }],
    finds: /called everyone/,
  },
  {
    says: "Slack is let show pages below a post",
    scenarioId: "S15-slack",
    size: 30,
    edits: [
      { file: "adapters/slack/speak/posting.ts", find: "unfurl_links: false", replace: "unfurl_links: true" },
    ],
    finds: /chat.postMessage does not forbid previews/,
  },
  {
    says: "an address may hide its host behind a name",
    scenarioId: "S15-slack",
    size: 300,
    edits: [
      {
        file: "src/adapter-kit/web-link.ts",
        find: '&& url.username === "" && url.password === ""',
        replace: "",
      },
    ],
    finds: /a link leads to evil.example/,
  },
];
