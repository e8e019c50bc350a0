import type { App, Receiver } from "@slack/bolt";
import { SECOND } from "../../../src/domain/time.ts";
import type { Logger } from "../../../src/ports/logger.ts";
import { faultName, slackFault } from "../errors.ts";
import type { AccessBook } from "../install/access.ts";
import { OK, type Reply, type Retry, TRY_AGAIN } from "./reply.ts";

export interface BoltBridgeOptions {
  readonly apiUrl: string;
  readonly book: AccessBook;
  readonly logger: Logger;
  /** Puts the listeners on. */
  readonly listen: (app: App) => void;
}

/** Bolt behind our own door: it sorts interactions to their listeners and never sees a socket. */
export interface BoltBridge {
  readonly app: App;
  /** Answers when a listener has acknowledged, or when none did. */
  process(body: Readonly<Record<string, unknown>>, retry: Retry | null): Promise<Reply>;
}

const CALL_MS = 10 * SECOND;

/** The requests are ours: verified, capped and answered before and after. */
const RECEIVER: Receiver = { init() {}, async start() {}, async stop() {} };

export async function createBoltBridge(options: BoltBridgeOptions): Promise<BoltBridge> {
  const { book, logger } = options;
  // Bolt brings express and costs a third of a second to load.
  const { App, LogLevel } = await import("@slack/bolt");
  const app = new App({
    receiver: RECEIVER,
    deferInitialization: true,
    // Own posts are left out where events are read; a memory of conversations is ours to keep.
    ignoreSelf: false,
    convoStore: false,
    logger: quietLogger(logger, LogLevel.WARN),
    // One attempt, and a 429 comes back at once: the outbox decides about repeating.
    clientOptions: {
      slackApiUrl: options.apiUrl,
      timeout: CALL_MS,
      retryConfig: { retries: 0 },
      rejectRateLimitedCalls: true,
      allowAbsoluteUrls: false,
    },
    authorize: async ({ teamId, enterpriseId, isEnterpriseInstall }) => {
      const workspaceKey = isEnterpriseInstall ? enterpriseId : teamId;
      const access = workspaceKey === undefined ? null : await book.find(workspaceKey);
      if (access === null)
        throw slackFault("not-installed", "Rapport is not in that workspace.", "Install it there.");
      const { botToken, botKey: botUserId } = access;
      return { botToken, botUserId, teamId, enterpriseId };
    },
  });
  await app.init();
  app.error(async (error) => {
    throw error;
  });
  options.listen(app);

  return {
    app,
    process: (body, retry) =>
      new Promise((resolve) => {
        const ack = async (response?: unknown): Promise<void> => {
          const isBody = typeof response === "string" || (typeof response === "object" && response !== null);
          resolve(isBody ? { kind: "ok", body: response } : OK);
        };
        const retries = retry && { retryNum: retry.num, retryReason: retry.reason };
        app.processEvent({ body: { ...body }, ack, ...retries }).then(
          // Nobody listens for it: Slack is not to wait.
          () => resolve(OK),
          (error: unknown) => {
            logger.warn({ code: codeOf(error) }, "an interaction of Slack failed");
            resolve(TRY_AGAIN);
          },
        );
      }),
  };
}

/** Bolt wraps what a listener threw. */
function codeOf(error: unknown): string {
  const original = (error as { readonly original?: unknown } | null)?.original;
  return faultName(original ?? error);
}

/** Bolt's own lines may quote what it was handed; ours say only that there was one. */
function quietLogger<Level>(logger: Logger, level: Level) {
  const note = (): void => logger.warn({ code: "slack.bolt" }, "Bolt has something to complain about");
  return {
    debug() {},
    info() {},
    warn: note,
    error: note,
    setLevel() {},
    getLevel: () => level,
    setName() {},
  };
}
