import type { Workspace } from "../domain/channel.ts";

/** Asks platforms what they offer for set-up. */
export interface Surveyor {
  /** Resolves when the newest survey is kept, or cannot be had in a short time; never rejects. */
  refresh(workspace: Pick<Workspace, "id" | "tenantId" | "platform" | "workspaceKey">): Promise<void>;
}

/** Where nobody is to be asked. */
export const NO_SURVEYOR: Surveyor = { refresh: async () => {} };
