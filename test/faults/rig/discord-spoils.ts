import type { Spoil } from "./spoils.ts";

/** Faults for the scenarios that go by Discord. */
export const DISCORD_SPOILS: readonly Spoil[] = [
  {
    says: "what a lost session has missed is not read again",
    scenarioId: "R3",
    size: 4,
    edits: [
      { file: "adapters/discord/receive/dispatch.ts", find: "await catchUp.server(guildKey);", replace: "" },
    ],
    finds: /^lost: RIG/,
  },
  {
    says: "direct channels are not read again",
    scenarioId: "N10",
    size: 7,
    edits: [
      {
        file: "adapters/discord/receive/catch-up.ts",
        find: "newest === null ? [] : untold(guildKey, newest)",
        replace: "[] as readonly string[]",
      },
    ],
    finds: /messages were missed/,
  },
  {
    says: "a refusal for want of a permission is not remembered",
    scenarioId: "N11",
    size: 300,
    edits: [
      {
        file: "adapters/discord/api.ts",
        find: "refusals.note(call.method, call.placeKey, code);",
        replace: "{ }",
      },
    ],
    finds: /invalid requests in an hour/,
  },
  {
    says: "an event's key names the line it came by",
    scenarioId: "N1-discord",
    size: 20,
    edits: [
      {
        file: "adapters/discord/parse/read-message.ts",
        find: "dedupeKey: `m:",
        replace: "dedupeKey: knowledge.packetKey + `m:",
      },
    ],
    finds: /doubled/,
  },
  {
    says: "a second try of a post has another number",
    scenarioId: "R15-discord",
    size: 3,
    edits: [
      {
        file: "adapters/discord/thread-key.ts",
        find: '.update(outboxId).digest("base64url")',
        replace: '.update(outboxId + Date.now()).digest("base64url")',
      },
    ],
    finds: /doubled/,
  },
  {
    says: "every process takes itself for the one that listens",
    scenarioId: "M7",
    size: 12,
    edits: [
      {
        file: "src/app/discord.ts",
        find: "claim: (id) => claimTick(database, id)",
        replace: "claim: async () => true",
      },
    ],
    finds: /lines of one shard/,
  },
  {
    says: "requests of any age are taken",
    scenarioId: "S3",
    size: 36,
    edits: [
      {
        file: "adapters/discord/receive/verify-request.ts",
        find: "<= MAX_SKEW_SECONDS",
        replace: "<= 1e12",
      },
    ],
    finds: /forged request \(too (?:old|new)\)/,
  },
];
