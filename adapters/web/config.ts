import type { Clock } from "../../src/ports/clock.ts";
import type { Logger } from "../../src/ports/logger.ts";
import type { Authorise } from "./room/http/handle.ts";
import type { WebRoom } from "./room/room.ts";

export interface WebAdapterConfig {
  readonly tenantId: string;
  /** Key of the tenant's workspace on platform `web`. */
  readonly workspaceKey: string;
  readonly room: WebRoom;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Who sent a request: `open` where the window may choose its persona, else what login says. */
  readonly authorise: Authorise;
  /** Sign of life on an idle stream, so that proxies keep it open; 15 s by default. */
  readonly heartbeatMs?: number;
  /** Of one persona, over HTTP; 20 by default, five seconds' worth at once. */
  readonly maxChangesPerSecond?: number;
}
