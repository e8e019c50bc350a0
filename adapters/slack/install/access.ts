/** The way into one workspace: whose it is, who we are there and what we speak with. */
export interface Access {
  readonly tenantId: string;
  readonly workspaceKey: string;
  readonly teamKey: string | null;
  readonly enterpriseKey: string | null;
  readonly botKey: string;
  /** Never logged. */
  readonly botToken: string;
  /** `https://acme.slack.com/`; `null` while unknown. */
  readonly workspaceUrl: string | null;
}

/** Whose workspaces we are in. */
export interface AccessBook {
  /** Resolves when the first workspace is known or cannot be; never rejects. */
  start(): Promise<void>;
  /** `null`: not installed, removed, or its token is dead. Rejects when that cannot be told now. */
  find(workspaceKey: string): Promise<Access | null>;
  /** The token is refused and nobody removed us: what Slack tells meanwhile is still owed, and is to come again. */
  isRefused(): boolean;
  /** Slack refused the token: nothing is sent with it any more. */
  noteDeadToken(access: Access, code: string): Promise<void>;
  /** Slack says that we were removed. Resolves when the token is gone. */
  noteRemoved(workspaceKey: string, at: Date): Promise<void>;
  /** For the health page; no secret. */
  state(): { readonly isOk: boolean; readonly detail: string };
  stop(): void;
}
