import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { z } from "zod";
import { serveSubject, subjectTask } from "../harness/subject.ts";
import { TEAMS_APP_ID, TEAMS_ORGANISATION } from "../load/teams-activities.ts";

/**
 * botbuilder's CloudAdapter with an ActivityHandler that does nothing, behind a bare server that parses the body. With
 * `openIdUrl` it checks tokens as in production; without it, no app id is known and nobody is checked.
 */
const { openIdUrl } = z.object({ openIdUrl: z.string().nullable() }).parse(subjectTask());
const {
  ActivityHandler,
  CloudAdapter,
  ConfigurationBotFrameworkAuthentication,
  ConfigurationServiceClientCredentialFactory,
} = await import("botbuilder");

const ISSUER = "https://api.botframework.com";
const authentication =
  openIdUrl === null
    ? new ConfigurationBotFrameworkAuthentication({})
    : new ConfigurationBotFrameworkAuthentication(
        {
          MicrosoftAppId: TEAMS_APP_ID,
          ToBotFromChannelTokenIssuer: ISSUER,
          ToBotFromChannelOpenIdMetadataUrl: openIdUrl,
          ToBotFromEmulatorOpenIdMetadataUrl: openIdUrl,
          ToChannelFromBotLoginUrl: openIdUrl,
          ToChannelFromBotOAuthScope: ISSUER,
        },
        new ConfigurationServiceClientCredentialFactory({
          MicrosoftAppId: TEAMS_APP_ID,
          MicrosoftAppPassword: "bench-app-password",
          MicrosoftAppType: "SingleTenant",
          MicrosoftAppTenantId: TEAMS_ORGANISATION,
        }),
      );
const adapter = new CloudAdapter(authentication);
let handled = 0;
const handler = new ActivityHandler();
handler.onMessage(async (_turn, next) => {
  handled += 1;
  await next();
});

const server = createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on("data", (chunk: Buffer) => chunks.push(chunk));
  request.on("end", () => {
    const body: unknown = JSON.parse(Buffer.concat(chunks).toString("utf8"));
    // What express adds to a request and its answer, as far as the adapter uses it.
    const answer = Object.assign(response, {
      status(code: number) {
        response.statusCode = code;
        return answer;
      },
      send(value: unknown) {
        response.write(JSON.stringify(value));
        return answer;
      },
      header: () => answer,
    });
    adapter
      .process(Object.assign(request, { body }) as never, answer as never, (turn) => handler.run(turn))
      .catch(() => response.destroy());
  });
});
server.listen(0, "127.0.0.1", () => {
  const { port } = server.address() as AddressInfo;
  serveSubject({ ready: { port }, answers: { rows: async () => ({ inbox: handled }) } });
});
