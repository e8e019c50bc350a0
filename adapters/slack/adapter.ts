import type { AdapterRuntime, ChatAdapter } from "../../src/ports/chat-adapter.ts";
import { createSlackApi } from "./api.ts";
import { SLACK_CAPABILITIES } from "./capabilities.ts";
import type { SlackAdapterConfig } from "./config.ts";
import { createDeliver } from "./deliver.ts";
import { createAssistant, listenToVisits } from "./home/assistant.ts";
import { createSlackHome, type SlackHome } from "./home/home.ts";
import { createInstallPages } from "./install/install-pages.ts";
import { createManyWorkspaces } from "./install/many-workspaces.ts";
import { createSingleWorkspace } from "./install/single-workspace.ts";
import { listenToPeople } from "./listeners.ts";
import { createDirectory } from "./people/directory.ts";
import { createSurvey } from "./people/survey.ts";
import { createBoltBridge } from "./receive/bolt-bridge.ts";
import { createDispatch, type Dispatch } from "./receive/dispatch.ts";
import { createFetchFile } from "./receive/fetch-file.ts";
import { createHttpDoor, EVENTS_PATH } from "./receive/http-door.ts";
import type { SocketMode } from "./receive/socket-mode.ts";
import { createTakeFact, type TakeFact } from "./receive/take-fact.ts";
import { createDirectChannels } from "./speak/direct-channels.ts";
import { createReopen } from "./speak/reopen.ts";

const MOUNT_PATH = "/slack";

/** Slack: requests at `/slack/events`, or a socket that we open, or both. */
export function createSlackAdapter(config: SlackAdapterConfig): ChatAdapter {
  const { clock, logger, signingSecret, appToken, apiUrl } = config;
  const nowMs = config.nowMs ?? (() => performance.now());
  const api = createSlackApi(apiUrl);
  const { book, pages } = openInstalls(config, api, nowMs);
  const directory = createDirectory({ api, staffPlaces: config.staffPlaces, nowMs });
  const line = { api, book, nowMs };
  const directChannels = createDirectChannels();
  const { readFile, home: provider } = config;
  const speaking = createDeliver({ ...line, apiUrl, readFile, directChannels, clock, logger });
  const assistant = createAssistant({ ...line, provider, logger });
  let home: SlackHome | null = null;
  let dispatch: Dispatch | null = null;
  let socket: SocketMode | null = null;
  let isStopped = false;

  const open = async ({ intake, completer }: AdapterRuntime): Promise<void> => {
    const keep = createTakeFact({ intake, book, directory, logger });
    const take: TakeFact = async (fact) => {
      const reply = await keep(fact);
      if (reply.kind === "ok") void assistant.noteAsked(fact);
      return reply;
    };
    const own = createSlackHome({
      ...line,
      provider,
      directory,
      directChannels,
      readFile,
      take,
      clock,
      logger,
    });
    const reopen = createReopen(line);
    home = own;
    const ownPress = async (body: unknown): Promise<boolean> =>
      (await reopen(body)) || (await own.takePress(body));
    const bolt = await createBoltBridge({
      apiUrl,
      book,
      logger,
      listen(app) {
        listenToPeople(app, { take, completer, clock, ownPress });
        listenToVisits(app, own, assistant);
      },
    });
    await book.start();
    dispatch = createDispatch({ take, bolt, book, directory, logger });
    if (appToken === null) return;
    const { createSocketMode } = await import("./receive/socket-mode.ts");
    socket = createSocketMode({ appToken, api, dispatch, logger, nowMs, times: config.socketTimes });
    socket.start();
  };

  const takeRequest =
    signingSecret === null
      ? null
      : createHttpDoor({ signingSecret, dispatch: () => dispatch, clock, logger });

  return {
    platform: "slack",
    capabilities: SLACK_CAPABILITIES,
    mounts: [
      {
        path: MOUNT_PATH,
        async handle(request, response) {
          const path = (request.url ?? "").split("?", 1)[0] ?? "";
          if (path === EVENTS_PATH && takeRequest !== null) return takeRequest(request, response);
          if (pages !== null && (await pages.handle(request, response, path))) return;
          response.writeHead(404).end();
        },
      },
    ],

    async start(runtime) {
      if (dispatch === null) await open(runtime);
    },

    async deliver(outbound, context) {
      if (isStopped || dispatch === null)
        return { kind: "retry", code: "slack.closed", retryAfterMs: null, scope: "workspace" };
      if (outbound.platform !== "slack")
        return { kind: "refused", code: "slack.wrong-platform", cure: "Check where it is to go." };
      return speaking.deliver(outbound, context);
    },

    survey: createSurvey(line),

    fetchFile: createFetchFile({ ...line, apiUrl }),

    reconcile: (outbound, context) => speaking.reconcile(outbound, context),

    health() {
      const states = [book.state(), ...(socket === null ? [] : [socket.state()])];
      return {
        isOk: states.every(({ isOk }) => isOk),
        detail: [...states.map(({ detail }) => detail), ...goneWords(directory.goneGroups())].join(", "),
      };
    },

    async stop() {
      isStopped = true;
      book.stop();
      home?.stop();
      await socket?.stop();
      socket = null;
      dispatch = null;
    },
  };
}

/** Their members have no role by them; who named them should name others. */
const goneWords = (groupKeys: readonly string[]): readonly string[] =>
  groupKeys.length === 0
    ? []
    : [`${groupKeys.length} groups named as staff are gone (${groupKeys.slice(0, MOST_NAMED).join(", ")})`];
const MOST_NAMED = 5;

function openInstalls(
  { installs, clock, logger, apiUrl }: SlackAdapterConfig,
  api: ReturnType<typeof createSlackApi>,
  nowMs: () => number,
) {
  if (installs.kind === "single")
    return { book: createSingleWorkspace({ ...installs, api, clock, logger }), pages: null };
  const book = createManyWorkspaces({ store: installs.store, api, logger, nowMs });
  const pages = createInstallPages({
    ...installs,
    apiUrl,
    api,
    clock,
    logger,
    onInstalled(workspaceKey) {
      book.forget(workspaceKey);
      installs.onInstalled(workspaceKey);
    },
  });
  return { book, pages };
}
