/** What the gateway is asked to tell. Nothing of members, presence or voice. */
export const INTENTS = {
  guilds: 1 << 0,
  guildMessages: 1 << 9,
  guildReactions: 1 << 10,
  directMessages: 1 << 12,
  /** Privileged: switched on by hand in the Developer Portal, and reviewed past 10,000 users. */
  messageContent: 1 << 15,
} as const;

export const intentsWith = (hasContent: boolean): number =>
  INTENTS.guilds |
  INTENTS.guildMessages |
  INTENTS.guildReactions |
  INTENTS.directMessages |
  (hasContent ? INTENTS.messageContent : 0);

/** Application flags that say that the content may be read: for apps in a hundred servers and more, and for smaller ones. */
const CONTENT_FLAGS = (1 << 18) | (1 << 19);
export const mayReadContent = (applicationFlags: number): boolean => (applicationFlags & CONTENT_FLAGS) !== 0;

export const WITHOUT_CONTENT =
  "without the Message Content intent: it hears commands, menus, direct messages and messages that name it; " +
  "the modes auto and suggest, moods and unanswered questions need the intent";
