import { createServer } from "node:http";
import { createSlackAdapter } from "@chat-adapter/slack";
import { createMemoryState } from "@chat-adapter/state-memory";
import { Chat } from "chat";
import { serveSubject } from "../../harness/subject.ts";
import { SIGNING_SECRET } from "../../load/requests.ts";
import { serveSlackApi } from "../slack-api.ts";

/** Chat SDK as its guide sets it up, with a listener that does nothing. */
const silent = { debug() {}, info() {}, warn() {}, error() {}, child: () => silent };
const bot = new Chat({
  userName: "bench",
  logger: silent,
  adapters: {
    slack: createSlackAdapter({
      botToken: "xoxb-bench",
      signingSecret: SIGNING_SECRET,
      apiUrl: await serveSlackApi(),
      logger: silent,
    }),
  },
  state: createMemoryState(),
});
let handled = 0;
bot.onNewMessage(/[\s\S]*/, async () => {
  handled += 1;
});

const server = createServer(async (request, response) => {
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  const asked = new Request(`http://127.0.0.1${request.url}`, {
    method: "POST",
    headers: request.headers,
    body: Buffer.concat(chunks),
  });
  const answer = await bot.webhooks.slack(asked, { waitUntil: () => undefined });
  response.writeHead(answer.status, { "content-length": 0 }).end();
});
server.listen(0, "127.0.0.1", () => {
  serveSubject({
    ready: { port: server.address().port },
    answers: { rows: async () => ({ inbox: handled }) },
  });
});
