import type { RawPost } from "../read-blocks.ts";

export const PEOPLE = ["olga", "ana", "ben", "mira", "maya", "omar"] as const;
export type PersonName = (typeof PEOPLE)[number];
/** Olga is the workspace's admin; who is staff beside her is said in the story. */
export const ADMIN: PersonName = "olga";

/** Private channels with who is in them, beside the bot; everybody is in the public ones. */
export const PRIVATE_CHANNELS = {
  "support-team": ["olga", "ana"],
  leads: ["olga", "mira"],
} as const satisfies Record<string, readonly PersonName[]>;
export const PUBLIC_CHANNELS = ["help", "random"] as const;
export type ChannelName = keyof typeof PRIVATE_CHANNELS | (typeof PUBLIC_CHANNELS)[number];

export interface SlackMessage extends RawPost {
  readonly ts: string;
  readonly threadTs: string | null;
  readonly userKey: string;
  readonly fileNames: readonly string[];
}

export interface OpenModal {
  readonly viewId: string;
  readonly callbackId: string;
  readonly metadata: string;
  readonly blocks: readonly unknown[];
}

/** A Slack workspace from its people's side: what they see in it, and what Slack knows of them. No code of ours is asked. */
export interface SlackWorkspace {
  readonly workspaceKey: string;
  readonly botKey: string;
  personKey(name: PersonName): string;
  channelKey(name: ChannelName): string;
  /** Puts somebody's words into the workspace; nobody is told of them by that. Gives their `ts`. */
  write(by: PersonName, channelKey: string, text: string, threadTs?: string): Promise<string>;
  /** The top of a channel, or a thread with its root, oldest first. */
  messages(channelKey: string, threadTs?: string): Promise<readonly SlackMessage[]>;
  /** What one person alone saw, oldest first. */
  whispers(to: PersonName): Promise<readonly SlackMessage[]>;
  directChannel(of: PersonName): Promise<string>;
  home(of: PersonName): Promise<readonly unknown[] | null>;
  modals(before: PersonName): Promise<readonly OpenModal[]>;
  /** A press or a command of somebody: good for one form, for three seconds. */
  trigger(by: PersonName): Promise<string>;
  /** Where an answer to it may be sent. */
  responseUrl(by: PersonName, channelKey: string): string;
  /** A picture that stands in a message. Rejects when there is none of that name. */
  picture(fileKey: string): Promise<{ readonly name: string; readonly byteLength: number }>;
}
