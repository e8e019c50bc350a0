import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

/** Answers the few questions that a Slack library asks about the bot and about people, each once. */
export async function serveSlackApi(): Promise<string> {
  const server = createServer((request, response) => {
    request.resume();
    request.on("end", () => {
      response.writeHead(200, { "content-type": "application/json" });
      response.end(
        JSON.stringify({
          ok: true,
          user_id: "U0BOT",
          bot_id: "B0BOT",
          team_id: "T0BENCH",
          user: { id: "U1", name: "person", real_name: "Person", profile: { display_name: "Person" } },
          channel: { id: "C1", name: "bench", is_channel: true },
        }),
      );
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/api/`;
}
