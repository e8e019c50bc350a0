import type { IncomingMessage, ServerResponse } from "node:http";
import type { Capabilities } from "../domain/capability.ts";
import type { Platform } from "../domain/channel.ts";
import type { DeliveryOutcome, Outbound } from "../domain/outbound.ts";
import type { Role } from "../domain/role.ts";
import type { WorkspaceSurvey } from "../domain/workspace-survey.ts";
import type { FileFetcher } from "./file-fetcher.ts";
import type { Intake } from "./intake.ts";

/** A path prefix on the shared HTTP server that an adapter answers itself. */
export interface HttpMount {
  /** Starts with `/`; the longest prefix wins. */
  readonly path: string;
  handle(request: IncomingMessage, response: ServerResponse): Promise<void>;
}

/** Suggestions while somebody types a command. */
export interface CommandCompleter {
  complete(request: {
    readonly platform: Platform;
    readonly workspaceKey: string;
    readonly personKey: string;
    /** As the platform knows the person; only what this role may use is suggested. */
    readonly role: Role;
    readonly text: string;
  }): Promise<readonly { readonly value: string; readonly hint: string }[]>;
}

export interface AdapterRuntime {
  readonly intake: Intake;
  readonly completer: CommandCompleter;
}

/** One platform. The contract suite in `test/contracts` says what every adapter keeps. */
export interface ChatAdapter {
  readonly platform: Platform;
  readonly capabilities: Capabilities;
  readonly mounts: readonly HttpMount[];
  start(runtime: AdapterRuntime): Promise<void>;
  /**
   * One attempt, within 10 s. `idempotencyKey` is the outbox id: where the platform can refuse a second copy, it is handed on.
   * Never throws for what a platform may answer.
   */
  deliver(
    outbound: Outbound,
    context: {
      readonly tenantId: string;
      readonly idempotencyKey: string;
      readonly targetMessageKey: string | null;
    },
  ): Promise<DeliveryOutcome>;
  /**
   * Looks once for a post whose fate is unknown; absent where the platform allows no read. `sent`: it is there;
   * `retry`: it is surely not there and may be sent again; `uncertain`: the look told nothing.
   */
  reconcile?(
    outbound: Outbound,
    context: {
      readonly tenantId: string;
      readonly idempotencyKey: string;
      /** By the database's clock: it was surely not posted before. Left out: the whole place is looked through. */
      readonly writtenAt?: Date;
    },
  ): Promise<DeliveryOutcome>;
  /**
   * The channels of a workspace and the groups people may be named by, for set-up; pages read and rate kept by the adapter.
   * `null`: not ours, or could not be read now. Left out: channels show themselves by their first message.
   */
  survey?(workspaceKey: string): Promise<WorkspaceSurvey | null>;
  /** What somebody attached on the platform; absent where its files lie in our own store, or cannot be had. */
  fetchFile?: FileFetcher;
  /** How the line to the platform stands, without a secret; for the health page. Left out: it cannot be lost. */
  health?(): { readonly isOk: boolean; readonly detail: string };
  stop(): Promise<void>;
}
