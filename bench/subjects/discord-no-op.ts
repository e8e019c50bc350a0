import { z } from "zod";
import { serveSubject, subjectTask } from "../harness/subject.ts";

/** discord.js as its guide sets it up, with a listener that does nothing. */
const { apiUrl, token } = z.object({ apiUrl: z.string(), token: z.string() }).parse(subjectTask());
const { Client, GatewayIntentBits: Intents, Partials } = await import("discord.js");
let handled = 0;
const client = new Client({
  intents: [Intents.Guilds, Intents.GuildMessages, Intents.MessageContent, Intents.DirectMessages],
  partials: [Partials.Channel],
  rest: { api: apiUrl, version: "10" },
});
client.on("messageCreate", () => {
  handled += 1;
});
await client.login(token);
serveSubject({
  ready: {},
  answers: { rows: async () => ({ inbox: handled }) },
  close: () => client.destroy(),
});
