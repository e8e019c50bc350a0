import { SECOND } from "../../../src/domain/time.ts";
import type { Call, TeamsApi } from "../api.ts";
import type { CallOutcome } from "../errors.ts";
import type { Tokens } from "./token.ts";

export interface ConnectorOptions {
  readonly api: TeamsApi;
  readonly tokens: Tokens;
  /** `null`: the bot serves any organisation and has its tokens from Bot Framework's own directory. */
  readonly organisationKey: string | null;
  readonly openIdUrl: string;
  /** Microsoft Graph, with a slash at the end. */
  readonly graphUrl: string;
  /** Monotonic. */
  readonly nowMs: () => number;
}

type Ask<Body> = Pick<Call<Body>, "method" | "answer"> & {
  /** Each part is escaped. */
  readonly path: readonly string[];
  readonly query?: Readonly<Record<string, string>>;
  readonly body?: object;
};

/** The calls of one attempt: together they stay within its time. */
export interface Line {
  call<Body>(ask: Ask<Body>): Promise<CallOutcome<Body>>;
  leftMs(): number;
}

export interface Connector {
  /** To the connector that an organisation's activities came from. */
  openLine(serviceUrl: string, budgetMs?: number): Line;
  /** To Microsoft Graph, in the name of the app in that organisation. */
  graph<Body>(organisationKey: string, ask: Ask<Body>): Promise<CallOutcome<Body>>;
  token(): Promise<string | null>;
}

/** The outbox gives an attempt 10 s; half a second is for what is not a call. */
const ATTEMPT_MS = 9_500;
const LEAST_CALL_MS = 250;
const GRAPH_MS = 5 * SECOND;
const BOT_DIRECTORY = "botframework.com";

export const scopeOf = (openIdUrl: string): string =>
  new URL(openIdUrl).hostname.endsWith(".us")
    ? "https://api.botframework.us/.default"
    : "https://api.botframework.com/.default";

/** Over an open line nobody's answers go, but on this machine, where tests live. Pure. */
export function isSafeService(serviceUrl: string, openIdUrl: string): boolean {
  try {
    const url = new URL(serviceUrl);
    if (url.username !== "" || url.password !== "") return false;
    if (url.protocol === "https:") return true;
    const isHere = /^(?:localhost|127\.\d+\.\d+\.\d+|\[::1\])$/;
    return url.protocol === "http:" && isHere.test(url.hostname) && isHere.test(new URL(openIdUrl).hostname);
  } catch {
    return false;
  }
}

/**
 * Whether an address is of the cloud that has targeted messages. One that does not know them would show the words to
 * everybody, so those of governments are not asked. Pure.
 */
export function mayTarget(serviceUrl: string, openIdUrl: string): boolean {
  const { protocol, hostname } = new URL(serviceUrl);
  if (hostname === "smba.trafficmanager.net") return protocol === "https:";
  return protocol === "http:" && isSafeService(serviceUrl, openIdUrl);
}

export function createConnector(options: ConnectorOptions): Connector {
  const { api, tokens, openIdUrl, graphUrl, nowMs } = options;
  const directory = options.organisationKey ?? BOT_DIRECTORY;
  const scope = scopeOf(openIdUrl);
  const graphScope = `${new URL(graphUrl).origin}/.default`;

  return {
    openLine(serviceUrl, budgetMs = ATTEMPT_MS) {
      const endMs = nowMs() + budgetMs;
      const leftMs = (): number => Math.max(LEAST_CALL_MS, Math.round(endMs - nowMs()));
      return {
        leftMs,
        async call({ path, query, ...ask }) {
          if (!isSafeService(serviceUrl, openIdUrl))
            return { kind: "refused", status: 400, code: "unsafe-service-address" };
          const token = await tokens.get(directory, scope);
          if (token.kind !== "ok") return token;
          const url = addressOf(serviceUrl, path, query);
          const outcome = await api({ ...ask, url, token: token.body, deadlineMs: leftMs() });
          // Withdrawn before its time: the next attempt has another.
          if (outcome.kind === "refused" && outcome.status === 401) tokens.forget(directory, scope);
          return outcome;
        },
      };
    },

    async graph(organisationKey, { path, query, ...ask }) {
      const token = await tokens.get(organisationKey, graphScope);
      if (token.kind !== "ok") return token;
      return api({ ...ask, url: addressOf(graphUrl, path, query), token: token.body, deadlineMs: GRAPH_MS });
    },

    async token() {
      const outcome = await tokens.get(directory, scope);
      return outcome.kind === "ok" ? outcome.body : null;
    },
  };
}

function addressOf(base: string, path: readonly string[], query: Readonly<Record<string, string>> = {}): URL {
  const url = new URL(path.map(encodeURIComponent).join("/"), base.endsWith("/") ? base : `${base}/`);
  for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
  return url;
}
