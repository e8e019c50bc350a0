import { z } from "zod";
import { LATER } from "../../src/adapter-kit/download.ts";
import type { InboundEvent } from "../../src/domain/inbound-event.ts";
import type { AdapterRuntime, ChatAdapter } from "../../src/ports/chat-adapter.ts";
import type { FileFetcher } from "../../src/ports/file-fetcher.ts";
import { createDiscordApi, type DiscordApi } from "./api.ts";
import { DISCORD_CAPABILITIES } from "./capabilities.ts";
import { commandTree } from "./commands/command-tree.ts";
import { registerCommands } from "./commands/register.ts";
import type { DiscordAdapterConfig } from "./config.ts";
import { createDeliver, type Speaking } from "./deliver.ts";
import { createGateway, GATEWAY_TIMES, type Gateway } from "./gateway/gateway.ts";
import { mayReadContent, WITHOUT_CONTENT } from "./gateway/intents.ts";
import { createDirectory } from "./places/directory.ts";
import { createGuildBook } from "./places/guild-book.ts";
import { createServers, type Servers } from "./places/servers.ts";
import { CATCH_UP_TIMES, type CatchUp, createCatchUp } from "./receive/catch-up.ts";
import { createDispatch } from "./receive/dispatch.ts";
import { createFetchFile } from "./receive/fetch-file.ts";
import { createFirstWords } from "./receive/first-words.ts";
import { createHttpDoor, INTERACTIONS_PATH } from "./receive/http-door.ts";
import { createInteractions, type Interactions } from "./receive/interactions.ts";
import { createPlaceQueue, type PlaceQueue } from "./receive/place-queue.ts";
import { createTake, type TakeOutcome, type Told } from "./receive/take.ts";
import { createTracker, type Tracker } from "./receive/tracker.ts";
import { ANSWER_TIMES, type Answers, createAnswers } from "./speak/answers.ts";
import { createDirectChannels } from "./speak/directs.ts";
import { createFormOffers } from "./speak/form-offer.ts";
import { anyAnswer } from "./speak/line.ts";

const MOUNT_PATH = "/discord";

/** All that a started adapter holds. */
interface Open {
  readonly api: DiscordApi;
  readonly gateway: Gateway;
  readonly speaking: Speaking;
  readonly fetchFile: FileFetcher;
  readonly interactions: Interactions;
  readonly answers: Answers;
  readonly catchUp: CatchUp;
  readonly tracker: Tracker;
  readonly servers: Servers;
  readonly queue: PlaceQueue;
  release(): Promise<void>;
}

/** Discord: a gateway that we open, and signed requests at `/discord/interactions` for those who want them. */
export function createDiscordAdapter(config: DiscordAdapterConfig): ChatAdapter {
  const { clock, logger, applicationKey } = config;
  const nowMs = config.nowMs ?? (() => performance.now());
  let open: Open | null = null;
  let isStopped = false;

  const takeRequest =
    config.publicKey === null
      ? null
      : createHttpDoor({
          publicKey: config.publicKey,
          interactions: () => open?.interactions ?? null,
          clock,
          logger,
        });

  const start = async ({ intake, completer }: AdapterRuntime): Promise<Open> => {
    const api = await createDiscordApi({ apiUrl: config.apiUrl, token: config.token, nowMs });
    // A bot's own person bears the application's number, but for very old ones: READY says it for sure.
    let botKey = applicationKey;
    const book = createGuildBook(() => botKey);
    const directory = createDirectory({ api, book, staffPlaces: config.staffPlaces, nowMs });
    const servers = createServers({ ...config, logger });
    const tracker = createTracker(config.positions, logger);
    const directs = createDirectChannels();
    const firstWords = createFirstWords();
    const offers = createFormOffers();
    const times = { ...GATEWAY_TIMES, ...CATCH_UP_TIMES, ...ANSWER_TIMES, ...config.times };
    const answers = createAnswers({ api, applicationKey, times, logger });
    const onKept = (event: InboundEvent): void => {
      if (event.kind !== "message-posted") return;
      firstWords.note(event.messageKey, event.text);
      if (event.mentionsBot) showTyping(api, event.threadKey ?? event.channel.channelKey);
    };
    const begin = createTake({
      intake,
      book,
      directory,
      tenantOf: servers.tenantOf,
      botKey: () => botKey,
      onKept,
      clock,
      logger,
    });
    const queue = createPlaceQueue(begin);
    const take = async (told: Told): Promise<TakeOutcome> => (await begin(told)).outcome;
    const interactions = createInteractions({ take, answers, offers, completer, applicationKey });
    const catchUp = createCatchUp({
      api,
      book,
      tracker,
      take: queue.take,
      times,
      clock,
      logger,
    });
    const dispatch = createDispatch({
      api,
      book,
      servers,
      directory,
      tracker,
      catchUp,
      queue,
      interactions,
      onDirect: directs.note,
      onReady(key) {
        botKey = key;
      },
      onTaken: config.onTaken ?? (() => undefined),
      retryMs: times.firstRetryMs,
      logger,
    });
    const speaking = createDeliver({
      api,
      book,
      directs,
      answers,
      offers,
      readFile: config.readFile,
      firstWords: firstWords.of,
      ownerOf: servers.ownerOf,
      botKey: () => botKey,
      clock,
      nowMs,
    });
    const fetchFile = createFetchFile({ api, apiUrl: config.apiUrl, ownerOf: servers.ownerOf });
    const hasContent = await mayRead(api);
    if (!hasContent) logger.warn({}, `Discord is heard ${WITHOUT_CONTENT}.`);
    const gateway = createGateway({
      apiUrl: config.apiUrl,
      token: config.token,
      shards: config.shards,
      hasContent,
      times,
      nowMs,
      onPacket: dispatch,
      logger,
    });
    const entries = commandTree(config.commands);
    void registerCommands({ api, applicationKey, entries, logger });
    const ownership = config.ownership({ onGained: () => gateway.start(), onLost: () => gateway.pause() });
    const release = (): Promise<void> => ownership.release();
    return {
      api,
      gateway,
      speaking,
      fetchFile,
      interactions,
      answers,
      catchUp,
      tracker,
      servers,
      queue,
      release,
    };
  };

  return {
    platform: "discord",
    capabilities: DISCORD_CAPABILITIES,
    mounts: [
      {
        path: MOUNT_PATH,
        async handle(request, response) {
          const path = (request.url ?? "").split("?", 1)[0] ?? "";
          if (path === INTERACTIONS_PATH && takeRequest !== null) return takeRequest(request, response);
          response.writeHead(404).end();
        },
      },
    ],

    async start(runtime) {
      open ??= await start(runtime);
    },

    async deliver(outbound, context) {
      if (isStopped || open === null) return CLOSED;
      if (outbound.platform !== "discord")
        return { kind: "refused", code: "discord.wrong-platform", cure: "Check where it is to go." };
      return open.speaking.deliver(outbound, context);
    },

    async reconcile(outbound, context) {
      return open === null ? CLOSED : open.speaking.reconcile(outbound, context);
    },

    async fetchFile(request) {
      return open === null ? LATER : open.fetchFile(request);
    },

    health() {
      if (open === null) return { isOk: false, detail: "not started" };
      const trouble = open.api.trouble();
      return trouble === null ? open.gateway.state() : { isOk: false, detail: trouble };
    },

    async stop() {
      isStopped = true;
      const held = open;
      open = null;
      if (held === null) return;
      held.catchUp.stop();
      held.servers.stop();
      await held.gateway.stop();
      await held.release();
      await held.queue.idle();
      held.answers.stop();
      await held.tracker.stop();
    },
  };
}

const applicationShape = z.object({ flags: z.number().default(0) });

/** Whether message content was switched on in the Developer Portal; when that cannot be read, the gateway will say. */
async function mayRead(api: DiscordApi): Promise<boolean> {
  const told = await api.call({ method: "get", path: "/applications/@me", answer: applicationShape });
  return told.kind !== "ok" || mayReadContent(told.body.flags);
}

function showTyping(api: DiscordApi, placeKey: string): void {
  // Whether it is seen changes nothing.
  void api.call({
    method: "post",
    path: `/channels/${placeKey}/typing`,
    placeKey: `${placeKey}/typing`,
    answer: anyAnswer,
  });
}

const CLOSED = {
  kind: "retry",
  code: "discord.closed",
  retryAfterMs: null,
  scope: "workspace",
} as const;
