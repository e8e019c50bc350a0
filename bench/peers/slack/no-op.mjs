import { App, HTTPReceiver } from "@slack/bolt";
import { serveSubject } from "../../harness/subject.ts";
import { SIGNING_SECRET } from "../../load/requests.ts";

/** bolt as its guide sets it up, with a listener that does nothing. */
const receiver = new HTTPReceiver({ signingSecret: SIGNING_SECRET });
const app = new App({
  receiver,
  authorize: async () => ({ botToken: "xoxb-bench", botId: "B0BOT", botUserId: "U0BOT" }),
});
app.message(async () => {});
const server = await app.start(0);
serveSubject({ ready: { port: server.address().port } });
