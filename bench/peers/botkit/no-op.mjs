import { createServer } from "node:http";
import { SlackAdapter } from "botbuilder-adapter-slack";
import { Botkit } from "botkit";
import { serveSubject } from "../../harness/subject.ts";
import { SIGNING_SECRET } from "../../load/requests.ts";

/** Botkit as its guide sets it up, behind a bare server instead of express, with a listener that does nothing. */
const adapter = new SlackAdapter({
  clientSigningSecret: SIGNING_SECRET,
  getTokenForTeam: async () => "xoxb-bench",
  getBotUserByTeam: async () => "U0BOT",
  redirectUri: "http://127.0.0.1",
  enable_incomplete: true,
});
const controller = new Botkit({ adapter, disable_webserver: true });
let handled = 0;
controller.on("message", async () => {
  handled += 1;
});

const server = createServer(async (request, response) => {
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  request.rawBody = Buffer.concat(chunks).toString("utf8");
  request.body = JSON.parse(request.rawBody);
  request.header = (name) => request.headers[name.toLowerCase()];
  response.status = (code) => {
    response.statusCode = code;
    return response;
  };
  response.send = (text) => response.end(text);
  response.json = (body) => response.end(JSON.stringify(body));
  await adapter.processActivity(request, response, controller.handleTurn.bind(controller));
  if (!response.writableEnded) response.end();
});
server.listen(0, "127.0.0.1", () => {
  serveSubject({
    ready: { port: server.address().port },
    answers: { rows: async () => ({ inbox: handled }) },
  });
});
