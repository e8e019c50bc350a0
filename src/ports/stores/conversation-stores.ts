import type {
  Channel,
  ChannelMode,
  ChannelPurpose,
  DeclaredSetup,
  Workspace,
  WorkspaceKind,
} from "../../domain/channel.ts";
import type { EmojiRules } from "../../domain/emoji-rules.ts";
import type { EmotionLabel, EmotionTag, Mood } from "../../domain/emotion.ts";
import type { ChannelRef } from "../../domain/inbound-event.ts";
import type { Message } from "../../domain/message.ts";
import type { Person } from "../../domain/person.ts";
import type { Role, RoleRules } from "../../domain/role.ts";
import type { Thread } from "../../domain/thread.ts";
import type { HistoryEntry } from "../../domain/turn.ts";
import type { KeptSurvey } from "../../domain/workspace-survey.ts";

export interface WorkspaceStore {
  get(id: string): Promise<Workspace | null>;
  findByKey(platform: string, workspaceKey: string): Promise<Workspace | null>;
  list(): Promise<readonly Workspace[]>;
  /** A declaration about the members of the old kind ends with it. */
  setKind(id: string, kind: WorkspaceKind): Promise<void>;
  /** Holds the row, then gives the rules as chosen (without the environment's); `null`: no such workspace. */
  changeRoleRules(id: string, change: (chosen: RoleRules) => RoleRules): Promise<RoleRules | null>;
  /** That employees of a help desk may be read; `null` takes it back. */
  setEmotionDeclared(id: string, at: Date | null): Promise<void>;
  /** What the environment sets. */
  setDeclared(id: string, declared: DeclaredSetup | null): Promise<void>;
  setEmojiRules(id: string, rules: EmojiRules): Promise<void>;
  /** `null`: it has us back. */
  setRemoved(id: string, at: Date | null): Promise<void>;
  /** What the platform last said that it has; nothing before the first survey. */
  survey(id: string): Promise<KeptSurvey>;
  keepSurvey(id: string, survey: KeptSurvey, now: Date): Promise<void>;
}

export interface ChannelStore {
  get(id: string): Promise<Channel | null>;
  /** The channel of a reference; a new one starts at mode `mention` with purpose `direct` or `other`, under the given id. */
  ensure(workspaceId: string, ref: ChannelRef, now: Date, id?: string): Promise<Channel>;
  listByPurpose(purpose: ChannelPurpose): Promise<readonly Channel[]>;
  list(): Promise<readonly Channel[]>;
  configure(
    id: string,
    change: { readonly purpose?: ChannelPurpose; readonly mode?: ChannelMode },
  ): Promise<void>;
}

export interface PersonStore {
  get(id: string): Promise<Person | null>;
  getMany(ids: readonly string[]): Promise<readonly Person[]>;
  findByKey(workspaceId: string, personKey: string): Promise<Person | null>;
  /** Creates, under the given id, or refreshes name and role; opt-out and notice stay. */
  ensure(person: {
    readonly id?: string;
    readonly workspaceId: string;
    readonly personKey: string;
    readonly displayName: string;
    readonly role: Role;
    readonly now: Date;
  }): Promise<Person>;
  setRole(id: string, role: Role): Promise<void>;
  /**
   * Forgets that people of the workspace have the role, save those named by key: until their next message is read they
   * have a customer's rights and are not analysed.
   */
  forgetRole(workspaceId: string, role: Role, exceptKeys: readonly string[]): Promise<void>;
  listByRole(role: Role): Promise<readonly (Person & { readonly isAvailable: boolean })[]>;
  /** People whose display name or key begins with or contains the words; at most `limit`. */
  search(words: string, limit: number): Promise<readonly Person[]>;
  /** `true` for exactly one caller per person: whoever gets it sends the notice. */
  takeNotice(id: string, now: Date): Promise<boolean>;
  setOptedOut(id: string, at: Date | null): Promise<void>;
}

export type NewThread = Pick<Thread, "channelId" | "threadKey" | "customerId" | "openedAt">;
export type ThreadChange = Partial<Omit<Thread, "id" | "channelId" | "threadKey" | "openedAt">>;

/** A thread as the message reads that opened it. */
export interface SolvedThread {
  readonly id: string;
  readonly customerId: string;
  readonly text: string;
  readonly permalink: string;
}

export interface ThreadStore {
  get(id: string): Promise<Thread | null>;
  /** Locks the row until the transaction ends: two turns never judge one thread at once. */
  getForUpdate(id: string): Promise<Thread | null>;
  findByKey(channelId: string, threadKey: string): Promise<Thread | null>;
  ensure(thread: NewThread): Promise<{ readonly thread: Thread; readonly isNew: boolean }>;
  change(id: string, change: ThreadChange): Promise<void>;
  /** The author's newest open thread in the channel whose last message is not older than `since`. */
  findRecentOpen(channelId: string, customerId: string, since: Date): Promise<Thread | null>;
  /** Customers' open threads of a channel whose last message is not older than `since`, newest first. */
  listRecentOpen(channelId: string, since: Date, limit: number): Promise<readonly Thread[]>;
  /** Solved ones that a customer opened in sight of everybody in the channel, newest first; never of one who opted out. */
  listSolved(channelId: string, limit: number): Promise<readonly SolvedThread[]>;
  listAtRisk(limit: number): Promise<readonly Thread[]>;
  listByCustomer(customerId: string, limit: number): Promise<readonly Thread[]>;
  list(request: { readonly before: Date | null; readonly limit: number }): Promise<readonly Thread[]>;
}

export interface MessageStore {
  get(id: string): Promise<Message | null>;
  findByKey(channelId: string, messageKey: string): Promise<Message | null>;
  /** `isNew: false` when the message is there already; nothing is written then. */
  add(
    message: Omit<Message, "editedAt" | "deletedAt">,
  ): Promise<{ readonly message: Message; readonly isNew: boolean }>;
  edit(id: string, text: string, editedAt: Date): Promise<void>;
  /** The row stays for the order of things, its text goes. */
  remove(id: string, deletedAt: Date): Promise<void>;
  moveKey(id: string, messageKey: string, permalink: string | null): Promise<void>;
  listByThread(threadId: string, limit: number): Promise<readonly HistoryEntry[]>;
  listByAuthor(authorId: string, limit: number): Promise<readonly HistoryEntry[]>;
}

export interface EmotionStore {
  /** Reading and roll-up in one; a second reading of the same message changes nothing. */
  add(reading: {
    readonly messageId: string;
    readonly threadId: string;
    readonly personId: string;
    readonly tag: EmotionTag;
    readonly platform: string;
    readonly sentAt: Date;
  }): Promise<void>;
  /** Removes readings of a person and takes them out of the roll-ups; gives how many. */
  removeOfPerson(personId: string): Promise<number>;
  removeOfMessage(messageId: string): Promise<void>;
  correct(correction: {
    readonly messageId: string;
    readonly correctedById: string;
    readonly emotion: EmotionLabel;
    readonly correctedAt: Date;
  }): Promise<void>;
  moodsOfPerson(
    personId: string,
    limit: number,
  ): Promise<
    readonly {
      readonly mood: Mood;
      readonly sentAt: Date;
      readonly threadId: string;
      readonly messageId: string;
      readonly tag: EmotionTag;
    }[]
  >;
}
