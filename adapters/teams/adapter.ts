import { setTimeout as sleep } from "node:timers/promises";
import { SECOND } from "../../src/domain/time.ts";
import type { AdapterRuntime, ChatAdapter } from "../../src/ports/chat-adapter.ts";
import { createTeamsApi } from "./api.ts";
import { TEAMS_CAPABILITIES } from "./capabilities.ts";
import type { TeamsAdapterConfig } from "./config.ts";
import { createDeliver } from "./deliver.ts";
import { createDirectory } from "./people/directory.ts";
import { createPlaces } from "./people/places.ts";
import { createDispatch } from "./receive/dispatch.ts";
import { createFetchFile } from "./receive/fetch-file.ts";
import { createHttpDoor, type Dispatch } from "./receive/http-door.ts";
import { createMeasureFiles } from "./receive/measure-files.ts";
import { createOnInvoke } from "./receive/on-invoke.ts";
import { createRepeats } from "./receive/repeats.ts";
import { createTakeFact } from "./receive/take-fact.ts";
import { createVerifier } from "./receive/verify-activity.ts";
import { createConnector } from "./speak/connector.ts";
import { createInvokes } from "./speak/invokes.ts";
import { createPictures, FILES_PATH } from "./speak/pictures.ts";
import { createTokens } from "./speak/token.ts";

export const MESSAGES_PATH = "/api/messages";

/** Teams takes one step of a streamed answer a second. */
const STREAM_MS = SECOND;

/** Microsoft Teams: activities of Bot Service at `/api/messages`, answers through the Bot Connector. */
export function createTeamsAdapter(config: TeamsAdapterConfig): ChatAdapter {
  const { clock, logger, organisationKey, openIdUrl } = config;
  const nowMs = config.nowMs ?? (() => performance.now());
  const api = createTeamsApi();
  const tokens = createTokens({ ...config, api, nowMs });
  const connector = createConnector({
    ...{ api, tokens, organisationKey, openIdUrl, nowMs },
    graphUrl: graphUrlOf(config.loginUrl),
  });
  const places = createPlaces(config.book, clock);
  const directory = createDirectory({ connector, places, staffPlaces: config.staffPlaces, nowMs });
  const invokes = createInvokes({ held: config.heldAnswers, clock, lookMs: config.waits?.lookMs });
  const pictures = createPictures(config);
  const repeats = createRepeats(nowMs);
  const speaking = createDeliver({
    ...config,
    ...{ connector, places, invokes, pictures, nowMs },
    pause: async () => void (await sleep(config.waits?.streamMs ?? STREAM_MS)),
  });
  let dispatch: Dispatch | null = null;
  let isStopped = false;

  const verifier = createVerifier(config);
  const open = ({ intake }: AdapterRuntime): void => {
    const measureFiles = createMeasureFiles({ token: () => connector.token() });
    const take = createTakeFact({ intake, directory, measureFiles, clock, logger });
    const onInvoke = createOnInvoke({ ...config, take, repeats, invokes, pictures });
    dispatch = createDispatch({ ...config, take, repeats, onInvoke, places, directory });
  };

  return {
    platform: "teams",
    capabilities: TEAMS_CAPABILITIES,
    mounts: [
      {
        path: MESSAGES_PATH,
        handle: createHttpDoor({ verifier, dispatch: () => dispatch, repeats, nowMs, logger }),
      },
      { path: FILES_PATH, handle: pictures.handle },
    ],

    async start(runtime) {
      if (dispatch !== null || isStopped) return;
      await verifier.prepare();
      open(runtime);
    },

    async deliver(outbound, context) {
      if (isStopped || dispatch === null)
        return { kind: "retry", code: "teams.closed", retryAfterMs: null, scope: "workspace" };
      if (outbound.platform !== "teams")
        return { kind: "refused", code: "teams.wrong-platform", cure: "Check where it is to go." };
      return speaking.deliver(outbound, context);
    },

    fetchFile: createFetchFile({
      organisations: config.organisations,
      places,
      token: () => connector.token(),
    }),

    health: () =>
      tokens.isRefused
        ? { isOk: false, detail: "Microsoft's login refuses MICROSOFT_APP_ID or MICROSOFT_APP_PASSWORD" }
        : { isOk: true, detail: "activities at /api/messages" },

    async stop() {
      isStopped = true;
      dispatch = null;
    },
  };
}

/** Microsoft Graph of the same cloud; beside a login on this machine it stands at the same address. */
function graphUrlOf(loginUrl: string): string {
  const { protocol, hostname } = new URL(loginUrl);
  if (protocol === "http:") return new URL("graph/", loginUrl).href;
  return hostname.endsWith(".us") ? "https://graph.microsoft.us/" : "https://graph.microsoft.com/";
}
