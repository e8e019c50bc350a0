import { MINUTE, SECOND } from "../../../src/domain/time.ts";
import type { Logger } from "../../../src/ports/logger.ts";
import { faultName } from "../errors.ts";
import { isSnowflake } from "../thread-key.ts";

export interface ServersOptions {
  readonly attach: (server: { readonly workspaceKey: string; readonly name: string }) => Promise<string>;
  readonly ownerOf: (workspaceKey: string) => Promise<string | null>;
  readonly listServers: () => Promise<readonly string[]>;
  readonly onRemoved: (workspaceKey: string) => Promise<void>;
  readonly logger: Logger;
}

/** Whose each server is that the bot is in. */
export interface Servers {
  /** Asks until it is known. */
  join(guildKey: string, name: string): Promise<void>;
  leave(guildKey: string): Promise<void>;
  /**
   * A session of a shard begins, with all of its servers: whichever else it had has removed the bot while nobody listened.
   * Gives their keys.
   */
  compare(
    guildKeys: readonly string[],
    shard: readonly [id: number, count: number],
  ): Promise<readonly string[]>;
  /** `null`: nobody's. Rejects while it cannot be known. */
  tenantOf(guildKey: string): Promise<string | null>;
  /** The same for a server that another process listens to as well. Rejects while it cannot be known. */
  ownerOf(guildKey: string): Promise<string | null>;
  stop(): void;
}

const FIRST_RETRY_MS = SECOND;

export function createServers({ attach, ownerOf, listServers, onRemoved, logger }: ServersOptions): Servers {
  const tenants = new Map<string, string>();
  const gone = new Set<string>();
  const joining = new Map<string, Promise<void>>();
  let isStopped = false;

  const tryJoin = async (guildKey: string, name: string): Promise<void> => {
    for (
      let waitMs = FIRST_RETRY_MS;
      !isStopped && !gone.has(guildKey);
      waitMs = Math.min(MINUTE, waitMs * 2)
    ) {
      try {
        tenants.set(guildKey, await attach({ workspaceKey: guildKey, name }));
        return;
      } catch (error) {
        logger.warn({ code: faultName(error) }, "a server of Discord could not be added yet");
        await new Promise<void>((resolve) => {
          setTimeout(resolve, waitMs).unref();
        });
      }
    }
  };

  const leave = async (guildKey: string): Promise<void> => {
    gone.add(guildKey);
    tenants.delete(guildKey);
    try {
      await onRemoved(guildKey);
    } catch (error) {
      logger.error({ code: faultName(error) }, "a server that removed Rapport could not be closed");
    }
  };

  return {
    join(guildKey, name) {
      gone.delete(guildKey);
      const running = joining.get(guildKey);
      if (running !== undefined) return running;
      const work = tryJoin(guildKey, name).finally(() => joining.delete(guildKey));
      joining.set(guildKey, work);
      return work;
    },
    leave,
    async compare(guildKeys, [shardId, shardCount]) {
      const known = await listServers().catch((error: unknown) => {
        logger.warn({ code: faultName(error) }, "which servers are known could not be read");
        return [];
      });
      const here = new Set(guildKeys);
      const left = known.filter((key) => !here.has(key) && shardOf(key, shardCount) === shardId);
      for (const key of left) await leave(key);
      return left;
    },
    async tenantOf(guildKey) {
      const known = tenants.get(guildKey);
      if (known !== undefined || gone.has(guildKey)) return known ?? null;
      if (joining.has(guildKey)) throw new Error("not known yet");
      return null;
    },
    async ownerOf(guildKey) {
      if (gone.has(guildKey)) return null;
      return tenants.get(guildKey) ?? ownerOf(guildKey);
    },
    stop() {
      isStopped = true;
    },
  };
}

/** Discord gives each server to one shard by its number; `-1` for what is no server's key. */
const shardOf = (guildKey: string, shardCount: number): number =>
  isSnowflake(guildKey) ? Number((BigInt(guildKey) >> 22n) % BigInt(Math.max(1, shardCount))) : -1;
