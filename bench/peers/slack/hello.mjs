import { App, HTTPReceiver } from "@slack/bolt";

/** The smallest bot of bolt's guide, with an address that says 200. */
const app = new App({
  receiver: new HTTPReceiver({
    signingSecret: "bench",
    customRoutes: [
      {
        path: "/healthz",
        method: "GET",
        handler: (_request, response) => response.writeHead(200).end("{}"),
      },
    ],
  }),
  authorize: async () => ({ botToken: "xoxb-bench", botId: "B0BOT", botUserId: "U0BOT" }),
});
app.message("hello", async ({ say }) => {
  await say("hello");
});
await app.start(Number(process.env.PORT));
