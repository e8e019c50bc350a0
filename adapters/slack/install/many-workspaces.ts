import { SECOND } from "../../../src/domain/time.ts";
import type { Logger } from "../../../src/ports/logger.ts";
import type { Installation, InstallationStore } from "../../../src/ports/stores/installation-store.ts";
import type { SlackApi } from "../api.ts";
import { isDeadToken, slackFault } from "../errors.ts";
import type { Access, AccessBook } from "./access.ts";
import { authSchema } from "./single-workspace.ts";

export interface ManyWorkspacesOptions {
  readonly store: InstallationStore;
  readonly api: SlackApi;
  readonly logger: Logger;
  /** Monotonic. */
  readonly nowMs: () => number;
}

/** Another process may have removed or renewed an installation: 5 s is what we promise, this and a query fit in it. */
const KEPT_MS = 3 * SECOND;
const MOST_KEPT = 20_000;
/** The address for permalinks changes hardly ever and is no secret. */
const MOST_URLS = 20_000;

/** Workspaces that installed us by OAuth, their tokens sealed in the store. */
export function createManyWorkspaces(options: ManyWorkspacesOptions): AccessBook & {
  /** Just installed: what was kept is old. */
  forget(workspaceKey: string): void;
} {
  const { store, api, logger, nowMs } = options;
  const kept = new Map<string, { readonly access: Promise<Access | null>; readonly staleAtMs: number }>();
  const urls = new Map<string, string>();
  let lastFault: string | null = null;

  const toAccess = (found: Installation): Access => {
    const { tenantId, workspaceKey, teamKey, enterpriseKey, botKey, botToken } = found;
    const workspaceUrl = urls.get(workspaceKey) ?? null;
    if (workspaceUrl === null) learnUrl(workspaceKey, botToken);
    return { tenantId, workspaceKey, teamKey, enterpriseKey, botKey, botToken, workspaceUrl };
  };

  const learnUrl = (workspaceKey: string, token: string): void => {
    if (urls.size >= MOST_URLS) urls.clear();
    api({ token, method: "auth.test", args: {}, answer: authSchema })
      .then((outcome) => {
        if (outcome.kind === "ok") urls.set(workspaceKey, outcome.body.url);
      })
      .catch(() => undefined);
  };

  const remove = async ({ workspaceKey, installedAt }: Installation): Promise<void> => {
    const isGone = await store.remove("slack", workspaceKey, new Date(installedAt.getTime() + 1));
    kept.delete(workspaceKey);
    if (isGone) logger.warn({ workspaceKey }, "Rapport was removed from a workspace: its token is deleted");
  };

  /** What is deleted is gone, and one word of Slack may be old or a mistake: it is asked. `null`: it does not say. */
  const isGood = async (token: string): Promise<boolean | null> => {
    const call = { token, method: "auth.test", args: {}, answer: authSchema, deadlineMs: 2 * SECOND };
    const outcome = await api(call);
    if (outcome.kind === "ok") return true;
    return outcome.kind === "refused" && isDeadToken(outcome.code) ? false : null;
  };

  return {
    async start() {},
    async find(workspaceKey) {
      const known = kept.get(workspaceKey);
      if (known && known.staleAtMs > nowMs()) return known.access;
      if (kept.size >= MOST_KEPT) kept.clear();
      const access = store
        .find("slack", workspaceKey)
        .then((found) => (found === null ? null : toAccess(found)));
      kept.set(workspaceKey, { access, staleAtMs: nowMs() + KEPT_MS });
      try {
        const found = await access;
        lastFault = null;
        return found;
      } catch (error) {
        kept.delete(workspaceKey);
        lastFault = "installations cannot be read";
        throw error;
      }
    },
    // A token that is dead is deleted: then we are in that workspace no more.
    isRefused: () => false,
    async noteDeadToken(access, code) {
      logger.error(
        { code: `slack.${code}`, workspaceKey: access.workspaceKey },
        "Slack refuses a workspace's token",
      );
      const now = await store.find("slack", access.workspaceKey);
      // Installed anew in the meantime: the token that was refused is not the one that is there.
      if (now !== null && now.botToken !== access.botToken) kept.delete(access.workspaceKey);
      else if (now !== null && (await isGood(now.botToken)) === false) await remove(now);
    },
    async noteRemoved(workspaceKey, at) {
      const found = await store.find("slack", workspaceKey);
      if (found === null) return;
      if (found.installedAt <= at) return remove(found);
      // News of a removal may be older than the newest installation.
      const isStillGood = await isGood(found.botToken);
      if (isStillGood === null)
        throw slackFault(
          "removal-unsure",
          "Slack does not say whether the token works.",
          "Slack tells again.",
        );
      if (!isStillGood) await remove(found);
    },
    state: () => ({ isOk: lastFault === null, detail: lastFault ?? "workspaces install by themselves" }),
    stop() {},
    forget(workspaceKey) {
      kept.delete(workspaceKey);
    },
  };
}
