/** How a channel is spoken to unasked, as the platform's newest activity there said. */
export interface ConversationReference {
  readonly channelKey: string;
  readonly serviceUrl: string;
  readonly isDirect: boolean;
  /** The team a channel belongs to, as the Bot Connector knows it; `null` in chats. */
  readonly teamKey: string | null;
  /** The same team, as Microsoft Graph knows it. */
  readonly teamGroupKey: string | null;
  /** Our own person there. */
  readonly botKey: string;
}

/** Where we may speak in a workspace. Every workspace here belongs to a tenant: what is nobody's is refused before. */
export interface ConversationBook {
  find(workspaceKey: string, channelKey: string): Promise<ConversationReference | null>;
  /** The reference of any channel: its address and our own person there are good for a new private chat. */
  findAny(workspaceKey: string): Promise<ConversationReference | null>;
  /** The first team that added us; its owners look after the desk. */
  homeTeam(workspaceKey: string): Promise<ConversationReference | null>;
  save(workspaceKey: string, reference: ConversationReference, now: Date): Promise<void>;
  /** We were taken out of a team: none of its channels can be spoken to. */
  removeTeam(workspaceKey: string, teamKey: string): Promise<void>;
  /** We were taken out of a chat. */
  remove(workspaceKey: string, channelKey: string): Promise<void>;
}
