import type { Auth } from "../auth/create-auth.ts";
import type { RestServices } from "../rest-services.ts";
import type { Handlers } from "./ask.ts";
import { customerHandlers } from "./customers.ts";
import { deliveryHandlers } from "./deliveries.ts";
import { digestHandlers } from "./digests.ts";
import { knowledgeHandlers } from "./knowledge.ts";
import { sessionHandlers } from "./session.ts";
import { settingsHandlers } from "./settings.ts";
import { threadHandlers } from "./threads.ts";
import { ticketHandlers } from "./tickets.ts";

export const createHandlers = (services: RestServices, auth: Auth): Handlers => ({
  ...sessionHandlers(services, auth),
  ...threadHandlers(services),
  ...ticketHandlers(services),
  ...customerHandlers(services),
  ...knowledgeHandlers(services),
  ...digestHandlers(services),
  ...settingsHandlers(services),
  ...deliveryHandlers(services),
});
