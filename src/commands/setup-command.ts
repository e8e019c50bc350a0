import { setupCard } from "../desk/setup.ts";
import type { Surveyor } from "../ports/surveyor.ts";
import { type Command, reply } from "./command.ts";

/** What an admin sets once for a workspace and for each channel, where the work is. */
export const setupCommand = (surveyor: Surveyor): Command => ({
  name: "rapport setup",
  usage: "",
  summary: "Set up this workspace and this channel",
  allowed: "admins",
  async run(invocation) {
    const { workspace, channel } = invocation.context;
    await surveyor.refresh(workspace);
    return reply(invocation, await invocation.read((stores) => setupCard(stores, workspace, channel)));
  },
});
