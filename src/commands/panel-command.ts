import { CONTROLS } from "../desk/control-ids.ts";
import { paragraph, text } from "../domain/message-content.ts";
import { type Command, reply, words } from "./command.ts";

/** Puts a message with a button into the channel by which anybody opens a ticket. */
export const panelCommand: Command = {
  name: "rapport panel",
  usage: "",
  summary: "Put a button here by which people open a ticket",
  allowed: "admins",
  async run(invocation) {
    const { context, event } = invocation;
    const { workspace, channel } = context;
    if (channel.purpose === "direct")
      return reply(invocation, words("A panel stands in a channel. Type it there."));
    const said = "Do you need the team? Press the button and say what it is about.";
    return async (stores) => {
      await stores.outbox.add({
        workspaceId: workspace.id,
        causeKey: `e:${event.dedupeKey}:panel`,
        outbound: {
          platform: workspace.platform,
          workspaceKey: workspace.workspaceKey,
          channelKey: channel.channelKey,
          threadKey: null,
          kind: "post",
          content: {
            summary: said,
            blocks: [
              { type: "heading", text: "Open a ticket" },
              paragraph(text(said)),
              {
                type: "controls",
                controls: [
                  {
                    type: "button",
                    controlId: CONTROLS.ticketPanel,
                    label: "Open a ticket",
                    value: workspace.id,
                    style: "primary",
                  },
                ],
              },
            ],
          },
        },
      });
      await reply(invocation, words("The panel stands here now."))(stores);
    };
  },
};
