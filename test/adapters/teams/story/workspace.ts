import type { FakeCard } from "../fake-teams.ts";

export const PEOPLE = ["olga", "ana", "ben", "mira", "maya", "omar"] as const;
export type PersonName = (typeof PEOPLE)[number];
/** Olga owns the team; who is staff beside her is said in the story. */
export const OWNER: PersonName = "olga";

/** Private channels of the team with who is in them, beside the bot. */
export const PRIVATE_CHANNELS = {
  "support-team": ["olga", "ana"],
  leads: ["olga", "mira"],
} as const satisfies Record<string, readonly PersonName[]>;
export const STANDARD_CHANNELS = ["help", "random"] as const;
export type ChannelName = keyof typeof PRIVATE_CHANNELS | (typeof STANDARD_CHANNELS)[number];

export interface TeamsMessage {
  readonly messageKey: string;
  readonly channelKey: string;
  readonly threadKey: string | null;
  readonly isBot: boolean;
  readonly text: string;
  readonly card: FakeCard | null;
}

/** What Teams gives back when somebody presses, and what they see of it. */
export interface Shown {
  /** A line beside the card, or in a dialog that is closed at once. */
  readonly words: string | null;
  /** A dialog that stands open. */
  readonly dialog: FakeCard | null;
  /** The card's new look, for the one who pressed. */
  readonly card: FakeCard | null;
}

export interface Invocation {
  readonly by: PersonName;
  readonly message: TeamsMessage;
  readonly name: "adaptiveCard/action" | "task/fetch" | "task/submit" | "composeExtension/fetchTask";
  readonly value: object;
}

/** A Teams organisation from its people's side: what they do, and what they see. No code of ours is asked. */
export interface TeamsWorkspace {
  readonly personKey: (name: PersonName) => string;
  readonly channelKey: (name: ChannelName) => string;
  /** Words at the top of a channel or in a thread; ends when the desk is done with them. */
  write(by: PersonName, channel: ChannelName, text: string, threadKey?: string): Promise<string>;
  writeDirectly(by: PersonName, text: string): Promise<string>;
  invoke(invocation: Invocation): Promise<Shown>;
  /** All of a channel, oldest first. */
  messages(channel: ChannelName): Promise<readonly TeamsMessage[]>;
  /** What stands before somebody alone, oldest first: their private chat, and what others in a channel do not see. */
  aloneBefore(of: PersonName): Promise<readonly TeamsMessage[]>;
  /** The size of a picture that stands in a card. */
  pictureBytes(url: string): Promise<number>;
}
