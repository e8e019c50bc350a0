import type { IncomingMessage, ServerResponse } from "node:http";
import { z } from "zod";
import { SECOND } from "../../../src/domain/time.ts";
import type { Clock } from "../../../src/ports/clock.ts";
import type { Logger } from "../../../src/ports/logger.ts";
import type { InstallationStore } from "../../../src/ports/stores/installation-store.ts";
import type { SlackApi } from "../api.ts";
import { faultName } from "../errors.ts";
import { createInstallState, STATE_MS } from "./install-state.ts";
import { BOT_SCOPES } from "./scopes.ts";

export interface InstallPagesOptions {
  readonly clientId: string;
  readonly clientSecret: string;
  /** Without a slash at the end. */
  readonly publicUrl: string;
  readonly apiUrl: string;
  readonly store: InstallationStore;
  readonly claimOnce: (id: string) => Promise<boolean>;
  readonly onInstalled: (workspaceKey: string) => void;
  readonly api: SlackApi;
  readonly clock: Clock;
  readonly logger: Logger;
}

export const INSTALL_PATH = "/slack/install";
export const REDIRECT_PATH = "/slack/oauth_redirect";

const idAndName = z.object({ id: z.string().min(1), name: z.string().nullish() });
const grantSchema = z.object({
  access_token: z.string().regex(/^xoxb-/),
  token_type: z.literal("bot"),
  scope: z.string(),
  bot_user_id: z.string().min(1),
  app_id: z.string().min(1),
  team: idAndName.nullish(),
  enterprise: idAndName.nullish(),
  is_enterprise_install: z.boolean().nullish(),
  refresh_token: z.string().nullish(),
});

/** "Add to Slack": away to Slack, and back with a code. Redirects go nowhere else. */
export function createInstallPages(options: InstallPagesOptions) {
  const { clientId, clientSecret, publicUrl, api, clock, logger, store } = options;
  const states = createInstallState({ secret: clientSecret, claimOnce: options.claimOnce });
  const redirectUri = `${publicUrl}${REDIRECT_PATH}`;
  const isSecure = publicUrl.startsWith("https://");
  const cookieName = isSecure ? "__Host-rapport-install" : "rapport-install";

  const cookie = (value: string, seconds: number): string =>
    `${cookieName}=${value}; Path=/; HttpOnly; SameSite=Lax; Max-Age=${seconds}${isSecure ? "; Secure" : ""}`;

  function begin(response: ServerResponse): void {
    const { state, browserKey } = states.issue(clock.now());
    const away = new URL("/oauth/v2/authorize", authorizeOrigin(options.apiUrl));
    away.searchParams.set("client_id", clientId);
    away.searchParams.set("scope", BOT_SCOPES.join(","));
    away.searchParams.set("redirect_uri", redirectUri);
    away.searchParams.set("state", state);
    response
      .writeHead(302, {
        location: away.href,
        "set-cookie": cookie(browserKey, STATE_MS / SECOND),
        "cache-control": "no-store",
        "referrer-policy": "no-referrer",
      })
      .end();
  }

  async function end(
    request: IncomingMessage,
    response: ServerResponse,
    query: URLSearchParams,
  ): Promise<void> {
    const state = onlyOne(query, "state");
    const browserKey = cookieOf(request, cookieName);
    const isOurs =
      state !== null && browserKey !== null && (await states.redeem(state, browserKey, clock.now()));
    if (!isOurs)
      return page(response, 403, "This installation did not begin here", [
        "It may have taken longer than ten minutes, been used already, or come from another browser.",
        "Begin again from the start.",
      ]);
    if (query.get("error") !== null)
      return page(response, 200, "Not installed", ["Slack says that the installation was called off."]);
    const code = onlyOne(query, "code");
    if (code === null) return page(response, 400, "Not installed", ["Slack sent no code. Begin again."]);
    return install(response, code);
  }

  async function install(response: ServerResponse, code: string): Promise<void> {
    const outcome = await api({
      token: null,
      method: "oauth.v2.access",
      args: { client_id: clientId, client_secret: clientSecret, code, redirect_uri: redirectUri },
      answer: grantSchema,
    });
    if (outcome.kind !== "ok") {
      const why = outcome.kind === "refused" ? outcome.code : outcome.kind;
      logger.warn({ code: `slack.${why}` }, "an installation failed");
      return page(response, 502, "Not installed", ["Slack did not take the code. Begin again."]);
    }
    const grant = outcome.body;
    const workspaceKey = grant.is_enterprise_install ? grant.enterprise?.id : grant.team?.id;
    if (workspaceKey === undefined || grant.refresh_token)
      return page(response, 409, "Not installed", [
        "Switch token rotation off in the app's settings, as adapters/slack/manifest.yaml has it, and begin again.",
      ]);
    const name = (grant.is_enterprise_install ? grant.enterprise?.name : grant.team?.name) ?? workspaceKey;
    await store.save(
      {
        platform: "slack",
        workspaceKey,
        name,
        appKey: grant.app_id,
        enterpriseKey: grant.enterprise?.id ?? null,
        teamKey: grant.is_enterprise_install ? null : workspaceKey,
        botKey: grant.bot_user_id,
        scopes: grant.scope.split(",").filter((scope) => scope !== ""),
        botToken: grant.access_token,
      },
      clock.now(),
    );
    options.onInstalled(workspaceKey);
    logger.info({ workspaceKey }, "Rapport was installed in a workspace");
    return page(response, 200, "Rapport is installed", [
      "In the channel your customers ask in: /invite @Rapport, then /rapport setup as an admin of the workspace.",
      "Your documents go into the console: Rapport's home in Slack, Set-up, “Open the console”.",
      "You may close this page.",
    ]);
  }

  function page(response: ServerResponse, status: number, title: string, lines: readonly string[]): void {
    const body = lines.map((line) => `<p>${line}</p>`).join("");
    response
      .writeHead(status, {
        "content-type": "text/html; charset=utf-8",
        "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
        "cache-control": "no-store",
        "referrer-policy": "no-referrer",
        // Whatever came of it, the browser's half of the proof is used up.
        "set-cookie": cookie("", 0),
      })
      .end(`<!doctype html><html lang="en"><title>${title}</title><h1>${title}</h1>${body}</html>`);
  }

  return {
    /** `false`: not one of these pages. */
    async handle(request: IncomingMessage, response: ServerResponse, path: string): Promise<boolean> {
      if (path !== INSTALL_PATH && path !== REDIRECT_PATH) return false;
      if (request.method !== "GET") {
        response.writeHead(405, { allow: "GET" }).end();
        return true;
      }
      const query = new URLSearchParams((request.url ?? "").split("?")[1] ?? "");
      try {
        if (path === INSTALL_PATH) begin(response);
        else await end(request, response, query);
      } catch (error) {
        logger.error({ code: faultName(error) }, "an installation could not be kept");
        page(response, 503, "Not installed", [
          "Rapport could not keep the installation. Begin again in a minute.",
        ]);
      }
      return true;
    },
  };
}

/** Slack's own pages live beside its API, whose address may be a proxy's. */
function authorizeOrigin(apiUrl: string): string {
  const { hostname, origin } = new URL(apiUrl);
  const known = ["slack.com", "slack-gov.com"].find(
    (site) => hostname === site || hostname.endsWith(`.${site}`),
  );
  if (known !== undefined) return `https://${known}`;
  return /^(?:localhost|127\.|\[::1\])/.test(hostname) ? origin : "https://slack.com";
}

/** A parameter that stands twice is no parameter: two readers might take different ones. */
function onlyOne(query: URLSearchParams, name: string): string | null {
  const [value, ...more] = query.getAll(name);
  return value !== undefined && value !== "" && value.length <= 512 && more.length === 0 ? value : null;
}

function cookieOf(request: IncomingMessage, name: string): string | null {
  const values = (request.headers.cookie ?? "")
    .split(";")
    .map((part) => part.trim())
    .filter((part) => part.startsWith(`${name}=`))
    .map((part) => part.slice(name.length + 1));
  const [value] = values;
  return values.length === 1 && value ? value : null;
}
