import { z } from "zod";
import { MINUTE, SECOND } from "../../../src/domain/time.ts";
import type { TeamsApi } from "../api.ts";
import type { CallOutcome } from "../errors.ts";

export interface TokenOptions {
  readonly api: TeamsApi;
  /** With a slash at the end. */
  readonly loginUrl: string;
  readonly appId: string;
  readonly appPassword: string;
  /** Monotonic. */
  readonly nowMs: () => number;
}

/** Our own tokens, one for each organisation and purpose, fetched before they run out. */
export interface Tokens {
  get(directory: string, scope: string): Promise<CallOutcome<string>>;
  /** It was refused though it should have been good. */
  forget(directory: string, scope: string): void;
  /** The login said that our id or secret is wrong. */
  readonly isRefused: boolean;
}

/** So that a token does not run out on its way. */
const SPARE_MS = 5 * MINUTE;
const DEADLINE_MS = 5 * SECOND;
const answerSchema = z.object({ access_token: z.string().min(1), expires_in: z.coerce.number().positive() });

export function createTokens({ api, loginUrl, appId, appPassword, nowMs }: TokenOptions): Tokens {
  const kept = new Map<string, { readonly token: string; readonly untilMs: number }>();
  const asking = new Map<string, Promise<CallOutcome<string>>>();
  let isRefused = false;

  const ask = async (key: string, directory: string, scope: string): Promise<CallOutcome<string>> => {
    const outcome = await api({
      method: "POST",
      url: new URL(`${encodeURIComponent(directory)}/oauth2/v2.0/token`, loginUrl),
      token: null,
      body: new URLSearchParams({
        grant_type: "client_credentials",
        client_id: appId,
        client_secret: appPassword,
        scope,
      }),
      answer: answerSchema,
      deadlineMs: DEADLINE_MS,
    });
    if (outcome.kind === "ok") {
      isRefused = false;
      const { access_token: token, expires_in: seconds } = outcome.body;
      kept.set(key, { token, untilMs: nowMs() + Math.max(MINUTE, seconds * SECOND - SPARE_MS) });
      return { kind: "ok", body: token };
    }
    if (outcome.kind === "refused") isRefused = true;
    // Fetching a token twice does no harm: what may have been done may be done again.
    return outcome.kind === "uncertain" ? { ...outcome, kind: "unreachable" } : outcome;
  };

  return {
    async get(directory, scope) {
      const key = `${directory} ${scope}`;
      const known = kept.get(key);
      if (known !== undefined && known.untilMs > nowMs()) return { kind: "ok", body: known.token };
      const under = asking.get(key) ?? ask(key, directory, scope).finally(() => asking.delete(key));
      asking.set(key, under);
      return under;
    },
    forget(directory, scope) {
      kept.delete(`${directory} ${scope}`);
    },
    get isRefused() {
      return isRefused;
    },
  };
}
