import type { Clock } from "../../src/ports/clock.ts";
import type { HomeProvider } from "../../src/ports/home.ts";
import type { Logger } from "../../src/ports/logger.ts";
import type { InstallationStore } from "../../src/ports/stores/installation-store.ts";
import type { StaffPlaces } from "./people/memberships.ts";
import type { SocketTimes } from "./receive/socket-mode.ts";
import type { ReadFile } from "./speak/files.ts";

/** In whose name we speak. */
export type SlackInstalls =
  | {
      readonly kind: "single";
      readonly botToken: string;
      /** Makes the workspace one of the tenant's; gives the tenant whose it is. */
      readonly attach: (workspace: {
        readonly workspaceKey: string;
        readonly name: string;
      }) => Promise<string>;
    }
  | {
      readonly kind: "oauth";
      readonly clientId: string;
      readonly clientSecret: string;
      /** Without a slash at the end. */
      readonly publicUrl: string;
      readonly store: InstallationStore;
      /** `true` for the first call with an id, in whatever process. */
      readonly claimOnce: (id: string) => Promise<boolean>;
      readonly onInstalled: (workspaceKey: string) => void;
    };

export interface SlackAdapterConfig {
  /** With a slash at the end. */
  readonly apiUrl: string;
  /** `null`: no requests are taken. */
  readonly signingSecret: string | null;
  /** `null`: no socket is opened. */
  readonly appToken: string | null;
  readonly installs: SlackInstalls;
  /** Groups and channels whose members are staff. */
  readonly staffPlaces: (workspaceKey: string) => Promise<StaffPlaces>;
  /** What travels with a message. */
  readonly readFile: ReadFile;
  /** What stands on a person's own page. */
  readonly home: HomeProvider;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Monotonic; tests give their own. */
  readonly nowMs?: () => number;
  readonly socketTimes?: Partial<SocketTimes>;
}
