import type { AnswerWriter } from "../ports/answer-writer.ts";
import type { CommandCompleter } from "../ports/chat-adapter.ts";
import type { CommandRunner, DigestRunner } from "../ports/desk.ts";
import type { KnowledgeIndex } from "../ports/knowledge-index.ts";
import type { Surveyor } from "../ports/surveyor.ts";
import { askCommand } from "./ask-command.ts";
import { type Allowed, type Command, mayUse, reply, words } from "./command.ts";
import { digestCommand } from "./digest-command.ts";
import { helpCommand } from "./help-command.ts";
import { historyCommand } from "./history-command.ts";
import { optOutCommand } from "./opt-out-command.ts";
import { panelCommand } from "./panel-command.ts";
import { privacyCommand } from "./privacy-command.ts";
import { roleCommand } from "./role-command.ts";
import { setupCommand } from "./setup-command.ts";
import { statsCommand } from "./stats-command.ts";
import { ticketCommand } from "./ticket-command.ts";
import { transcriptCommand } from "./transcript-command.ts";

export interface CommandTools {
  readonly index: KnowledgeIndex;
  readonly writer: AnswerWriter;
  readonly digests: DigestRunner;
  readonly surveyor: Surveyor;
}

const WHO: Readonly<Record<Allowed, string>> = {
  anyone: "everybody",
  staff: "the support team",
  managers: "the support team's managers",
  admins: "admins",
};

/** Every slash command once, for running and for completing. */
export function createCommands(
  tools: CommandTools,
): CommandRunner & CommandCompleter & { readonly list: readonly Command[] } {
  const list: readonly Command[] = [
    helpCommand(() => list),
    askCommand(tools),
    ticketCommand,
    transcriptCommand,
    panelCommand,
    digestCommand(tools.digests),
    privacyCommand,
    optOutCommand,
    historyCommand,
    statsCommand,
    setupCommand(tools.surveyor),
    roleCommand,
  ];
  return {
    list,
    async prepare(context, event, read) {
      const found = findCommand(list, `${event.command} ${event.argumentText}`);
      if (!found)
        return reply({ context, event }, words("I don't know that one. /rapport help lists what I can do."));
      if (!mayUse(found.command.allowed, context.actor.role))
        return reply(
          { context, event },
          words(`/${found.command.name} is for ${WHO[found.command.allowed]}.`),
        );
      return found.command.run({ context, event, argument: found.argument, read });
    },
    async complete({ role, text }) {
      const usable = list.filter(({ allowed }) => mayUse(allowed, role));
      return completions(usable, text);
    },
  };
}

/** The command whose words the text begins with; a bare `/rapport` is help. */
export function findCommand(
  list: readonly Command[],
  typed: string,
): { readonly command: Command; readonly argument: string } | null {
  const text = typed.trim().replace(/\s+/g, " ");
  const wanted = text.toLowerCase();
  if (wanted === "rapport") return findCommand(list, "rapport help");
  const command = list.find(({ name }) => wanted === name || wanted.startsWith(`${name} `));
  return command ? { command, argument: text.slice(command.name.length).trim() } : null;
}

/** What may come next, for the words typed so far (with or without the slash). */
export function completions(
  list: readonly Command[],
  typed: string,
): readonly { readonly value: string; readonly hint: string }[] {
  const text = typed.replace(/^\//, "").replace(/\s+/g, " ").trimStart().toLowerCase();
  const full = list.find(({ name }) => text.startsWith(`${name} `));
  if (full) {
    const begun = text.slice(full.name.length + 1);
    return (full.choices ?? [])
      .filter((choice) => choice.startsWith(begun))
      .map((choice) => ({ value: `/${full.name} ${choice}`, hint: full.summary }));
  }
  return list
    .filter(({ name }) => name.startsWith(text))
    .map((command) => ({
      value: `/${command.name}`,
      hint: command.usage === "" ? command.summary : `${command.usage} · ${command.summary}`,
    }));
}
