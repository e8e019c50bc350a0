import type { Platform } from "../../domain/channel.ts";

/** A workspace that let us in, and what we speak there with. */
export interface Installation {
  readonly tenantId: string;
  readonly workspaceId: string;
  readonly platform: Platform;
  readonly workspaceKey: string;
  readonly appKey: string;
  /** The organisation above the workspace, where there is one. */
  readonly enterpriseKey: string | null;
  /** `null` for an installation in the whole organisation. */
  readonly teamKey: string | null;
  /** Our own person there. */
  readonly botKey: string;
  readonly scopes: readonly string[];
  /** Never logged, never stored but sealed. */
  readonly botToken: string;
  readonly installedAt: Date;
}

export type NewInstallation = Omit<Installation, "tenantId" | "workspaceId" | "installedAt"> & {
  readonly name: string;
};

/** Installations by OAuth. One tenant for each workspace that was not known before. */
export interface InstallationStore {
  /** `null`: never installed, or removed. Rejects with `secret.unreadable` when the key is gone. */
  find(platform: Platform, workspaceKey: string): Promise<Installation | null>;
  /** A workspace that is known keeps its tenant and gets the new token. */
  save(installation: NewInstallation, now: Date): Promise<Installation>;
  /** Deletes the token of an installation made before the instant. `false`: there was none. */
  remove(platform: Platform, workspaceKey: string, madeBefore: Date): Promise<boolean>;
}
