import { z } from "zod";
import { MINUTE, SECOND } from "../../../src/domain/time.ts";
import type { Clock } from "../../../src/ports/clock.ts";
import type { Logger } from "../../../src/ports/logger.ts";
import type { SlackApi } from "../api.ts";
import { faultName, isDeadToken } from "../errors.ts";
import type { Access, AccessBook } from "./access.ts";

export interface SingleWorkspaceOptions {
  readonly botToken: string;
  /** Makes the workspace one of the tenant's; gives whose it is. */
  readonly attach: (workspace: { readonly workspaceKey: string; readonly name: string }) => Promise<string>;
  readonly api: SlackApi;
  readonly clock: Clock;
  readonly logger: Logger;
}

export const authSchema = z.object({
  url: z.string(),
  team: z.string().nullish(),
  team_id: z.string().min(1),
  user_id: z.string().min(1),
  enterprise_id: z.string().nullish(),
  is_enterprise_install: z.boolean().nullish(),
});

/** The rest of the desk opens after it. */
const FIRST_CALL_MS = 3 * SECOND;
const FIRST_WAIT_MS = SECOND;
const LONGEST_WAIT_MS = MINUTE;
/** A refusal may be a mistake: the token is tried again soon, and then this often. */
const FIRST_RETRIAL_MS = 5 * SECOND;
const RETRIAL_MS = MINUTE;

/** One workspace, by a token from the environment. Slack may be down at the start: the desk goes on and asks again. */
export function createSingleWorkspace(options: SingleWorkspaceOptions): AccessBook {
  const { api, botToken, clock, logger } = options;
  let access: Access | null = null;
  let dead: { readonly code: string; readonly at: Date } | null = null;
  let isRemoved = false;
  let timer: NodeJS.Timeout | undefined;
  let isStopped = false;
  let waitMs = FIRST_WAIT_MS;

  const introduce = async (): Promise<void> => {
    const call = { token: botToken, method: "auth.test", args: {}, answer: authSchema };
    const outcome = await api({ ...call, deadlineMs: FIRST_CALL_MS });
    if (outcome.kind === "refused" && isDeadToken(outcome.code)) {
      dead = { code: outcome.code, at: clock.now() };
      logger.error({ code: `slack.${outcome.code}` }, "Slack does not take the bot token");
      return;
    }
    if (outcome.kind !== "ok") throw new Error(outcome.kind);
    const { url, team, team_id, user_id, enterprise_id, is_enterprise_install } = outcome.body;
    const workspaceKey = is_enterprise_install && enterprise_id ? enterprise_id : team_id;
    const tenantId = await options.attach({ workspaceKey, name: team ?? workspaceKey });
    access = {
      tenantId,
      workspaceKey,
      teamKey: is_enterprise_install ? null : team_id,
      enterpriseKey: enterprise_id ?? null,
      botKey: user_id,
      botToken,
      workspaceUrl: url,
    };
    dead = null;
    isRemoved = false;
    waitMs = FIRST_WAIT_MS;
    logger.info({ workspaceKey }, "Slack knows us");
  };

  const tryAgainLater = (spanMs: number): void => {
    clearTimeout(timer);
    if (!isStopped) timer = setTimeout(() => void attempt(), spanMs);
    timer?.unref();
  };

  const attempt = async (): Promise<void> => {
    try {
      await introduce();
      if (dead !== null) tryAgainLater(RETRIAL_MS);
    } catch (error) {
      logger.warn({ code: faultName(error), waitMs }, "Slack could not be asked who we are");
      tryAgainLater(waitMs);
      waitMs = Math.min(LONGEST_WAIT_MS, waitMs * 2);
    }
  };

  return {
    start: attempt,
    async find(workspaceKey) {
      if (dead !== null) return null;
      if (access === null) throw new Error("not known yet");
      return access.workspaceKey === workspaceKey ? access : null;
    },
    isRefused: () => dead !== null && !isRemoved,
    async noteDeadToken(_access, code) {
      if (dead !== null) return;
      logger.error({ code: `slack.${code}` }, "Slack refuses the bot token: nothing is sent");
      dead = { code, at: clock.now() };
      tryAgainLater(FIRST_RETRIAL_MS);
    },
    async noteRemoved(workspaceKey) {
      if (access?.workspaceKey !== workspaceKey) return;
      dead = { code: "app_uninstalled", at: clock.now() };
      isRemoved = true;
      logger.warn({ workspaceKey }, "Rapport was removed from the workspace: nothing is sent");
      tryAgainLater(RETRIAL_MS);
    },
    state() {
      if (dead !== null) return { isOk: false, detail: `the token is refused (${dead.code})` };
      return access === null
        ? { isOk: false, detail: "not known to Slack yet" }
        : { isOk: true, detail: "one workspace" };
    },
    stop() {
      isStopped = true;
      clearTimeout(timer);
    },
  };
}
