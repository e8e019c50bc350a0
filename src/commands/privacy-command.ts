import { CONTROLS } from "../desk/control-ids.ts";
import { paragraph, text } from "../domain/message-content.ts";
import { type Command, reply } from "./command.ts";

/** What is stored about the person who types it, with export, erasure and the switch for analysis. */
export const privacyCommand: Command = {
  name: "rapport privacy",
  usage: "",
  summary: "What is stored about you; export or erase it",
  allowed: "anyone",
  async run(invocation) {
    const { context, read } = invocation;
    const stored = await read((stores) => stores.privacy.count(context.actor.id));
    const isOut = context.actor.optedOutAt !== null;
    const self = context.actor.id;
    return reply(invocation, {
      summary: "What is stored about you",
      blocks: [
        { type: "heading", text: "What is stored about you" },
        {
          type: "facts",
          facts: [
            { label: "Messages", value: [text(String(stored.messages))] },
            {
              label: "Mood readings",
              value: [text(isOut ? "none: analysis is switched off" : String(stored.readings))],
            },
            { label: "Tickets", value: [text(String(stored.tickets))] },
            { label: "Ratings", value: [text(String(stored.ratings))] },
          ],
        },
        paragraph(
          text(
            "Messages are analysed, including mood, to help support. Only the support team sees the result.",
          ),
        ),
        {
          type: "controls",
          controls: [
            { type: "button", controlId: CONTROLS.privacyExport, label: "Send me everything", value: self },
            {
              type: "button",
              controlId: CONTROLS.privacyErase,
              label: "Erase everything",
              value: self,
              style: "danger",
            },
          ],
        },
        {
          type: "context",
          inlines: [
            text(
              isOut
                ? "“/rapport optout off” allows analysis again."
                : "“/rapport optout” stops the analysis and keeps the service.",
            ),
          ],
        },
      ],
    });
  },
};
