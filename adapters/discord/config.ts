import type { Clock } from "../../src/ports/clock.ts";
import type { Logger } from "../../src/ports/logger.ts";
import type { GatewayTimes } from "./gateway/gateway.ts";
import type { StaffPlaces } from "./places/standing.ts";
import type { AnswerTimes } from "./speak/answers.ts";
import type { ReadFile } from "./speak/files.ts";

/** A command as Rapport defines it once for all platforms: `rapport ask`, `history`. */
export interface DiscordCommand {
  readonly name: string;
  readonly usage: string;
  readonly summary: string;
  readonly choices: readonly string[];
}

/** The newest message of a channel that is surely kept; survives the process. */
export interface Positions {
  /** Of one server, its direct channels among them. */
  read(workspaceKey: string): Promise<ReadonlyMap<string, string>>;
  /** By channel or thread. Never moves one back. */
  save(workspaceKey: string, positions: ReadonlyMap<string, string>): Promise<void>;
}

/** Which of the bot's shards this process has; `null`: all of them, as many as Discord advises. */
export interface ShardShare {
  readonly shardIds: readonly number[];
  readonly shardCount: number;
}

/** Calls back when this process is the one that listens, and when it is not any more. */
export type Ownership = (changes: { onGained(): void; onLost(): void }) => { release(): Promise<void> };

/** Spans, so that tests need not wait. */
export type DiscordTimes = GatewayTimes & AnswerTimes;

export interface DiscordAdapterConfig {
  /** Without a slash at the end: `https://discord.com/api`. */
  readonly apiUrl: string;
  readonly token: string;
  readonly applicationKey: string;
  /** 64 hex digits; `null`: interactions come by the gateway alone. */
  readonly publicKey: string | null;
  readonly shards: ShardShare | null;
  readonly commands: readonly DiscordCommand[];
  /** Makes the server one of the tenant's; gives the tenant whose it is. */
  readonly attach: (server: { readonly workspaceKey: string; readonly name: string }) => Promise<string>;
  /** Whose a server is that this process has not heard of; `null`: nobody's. */
  readonly ownerOf: (workspaceKey: string) => Promise<string | null>;
  /** Keys of the servers that are known to have the bot. */
  readonly listServers: () => Promise<readonly string[]>;
  /** The bot was removed from a server. */
  readonly onRemoved: (workspaceKey: string) => Promise<void>;
  readonly staffPlaces: (workspaceKey: string) => Promise<StaffPlaces>;
  readonly positions: Positions;
  readonly readFile: ReadFile;
  /** Lets one process alone listen for its shards. */
  readonly ownership: Ownership;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Monotonic; tests give their own. */
  readonly nowMs?: () => number;
  readonly times?: Partial<DiscordTimes>;
  /** Told of everything that was taken from the gateway and of whether it is kept. */
  readonly onTaken?: (taken: Taken) => void;
}

export interface Taken {
  /** Discord's name of the event. */
  readonly name: string;
  /** `passed`: not a person's doing, or not ours. */
  readonly outcome: "kept" | "not-kept" | "passed";
}
