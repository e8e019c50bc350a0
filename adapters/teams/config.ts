import type { MessageContent } from "../../src/domain/message-content.ts";
import type { Clock } from "../../src/ports/clock.ts";
import type { Logger } from "../../src/ports/logger.ts";
import type { ConversationBook } from "../../src/ports/stores/conversation-book.ts";
import type { HeldAnswers } from "../../src/ports/stores/held-answers.ts";

/** Whose organisations we work for. */
export interface Organisations {
  /**
   * The tenant an organisation belongs to; `null` for one that is nobody's. With `isInstall` a new one may be taken in,
   * where the deployment says so.
   */
  admit(organisationKey: string, isInstall: boolean): Promise<string | null>;
}

/** Groups and channels of an organisation whose members are staff, as its admins named them. */
export interface StaffPlaces {
  readonly groupKeys: readonly string[];
  readonly agentChannelKeys: readonly string[];
  readonly managerChannelKeys: readonly string[];
}

/** What the desk's own ids mean to an adapter that must know before it is pressed what a button does. */
export interface ControlKinds {
  /** Buttons that open a form: Teams must be asked for a dialog at the press. */
  readonly opensForm: readonly string[];
  /** Buttons on a card that shows its newest state whenever somebody looks. */
  readonly isLive: readonly string[];
}

export interface TeamsAdapterConfig {
  readonly appId: string;
  readonly appPassword: string;
  /** `null`: any organisation may install. */
  readonly organisationKey: string | null;
  /** With a slash at the end. */
  readonly loginUrl: string;
  readonly openIdUrl: string;
  /** Where a reader's client can fetch a picture; `null` where there is none. */
  readonly publicUrl: string | null;
  readonly organisations: Organisations;
  readonly book: ConversationBook;
  /** `null`: no other process works beside this one. */
  readonly heldAnswers: HeldAnswers | null;
  readonly staffPlaces: (organisationKey: string) => Promise<StaffPlaces>;
  /** What travels with a message. */
  readonly readFile: (
    tenantId: string,
    fileId: string,
  ) => Promise<{ readonly bytes: Uint8Array; readonly mediaType: string } | null>;
  /** What cards are sealed with, so that nobody presses what no card offers. */
  readonly sealKey: (tenantId: string) => Promise<Uint8Array>;
  /** The newest state of a live card, by the value its buttons bear. */
  readonly liveCard: (tenantId: string, value: string) => Promise<MessageContent | null>;
  readonly controls: ControlKinds;
  /** `rapport help`, `history`: words that are commands. */
  readonly commandNames: readonly string[];
  readonly clock: Clock;
  readonly logger: Logger;
  /** Monotonic; tests give their own. */
  readonly nowMs?: () => number;
  /** How long we wait for what; tests do not. */
  readonly waits?: Waits;
}

export interface Waits {
  /** For a pressed card's new look, or a line of words. */
  readonly cardMs: number;
  /** For a dialog's form. */
  readonly dialogMs: number;
  /** Between two steps of a streamed answer. */
  readonly streamMs: number;
  /** Between two looks for what another process has left. */
  readonly lookMs: number;
}
