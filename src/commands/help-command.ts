import { type Inline, text } from "../domain/message-content.ts";
import { type Command, mayUse, reply } from "./command.ts";

/** What the typer may use, and who reads what: answered from the table, never from a model. */
export const helpCommand = (commands: () => readonly Command[]): Command => ({
  name: "rapport help",
  usage: "",
  summary: "What I can do, and who sees what",
  allowed: "anyone",
  async run(invocation) {
    const usable = commands().filter((command) => mayUse(command.allowed, invocation.context.actor.role));
    return reply(invocation, {
      summary: "What I can do",
      blocks: [
        { type: "heading", text: "What I can do" },
        {
          type: "list",
          items: usable.map((command): readonly Inline[] => [
            text(`/${command.name}${command.usage === "" ? "" : ` ${command.usage}`}`, "code"),
            text(` ${command.summary}`),
          ]),
        },
        {
          type: "context",
          inlines: [
            text(
              "I am an automated assistant. I answer from the company's documents and name my sources; write “human please” and a person takes over. Messages of customers are analysed, including mood, to help support; staff are never analysed.",
            ),
          ],
        },
      ],
    });
  },
});
