import type { DiscordCommand } from "../config.ts";
import { DISCORD_LIMITS as LIMITS } from "../limits.ts";
import { MESSAGE_MENU, PERSON_MENU } from "../parse/read-interaction.ts";
import { plainWords } from "../render/markup.ts";

export interface CommandOption {
  readonly type: number;
  readonly name: string;
  readonly description: string;
  readonly required?: boolean;
  readonly autocomplete?: boolean;
  readonly choices?: readonly { readonly name: string; readonly value: string }[];
  readonly options?: readonly CommandOption[];
}

/** As Discord takes it. */
export interface CommandEntry {
  readonly name: string;
  readonly type: 1 | 2 | 3;
  readonly description: string;
  readonly options: readonly CommandOption[];
  /** In servers, and with the bot alone. */
  readonly contexts: readonly number[];
  readonly integration_types: readonly number[];
}

const SUBCOMMAND = 1;
const TEXT = 3;
const PERSON = 6;
const PLACES = { contexts: [0, 1], integration_types: [0] } as const;
const IN_SERVERS = { contexts: [0], integration_types: [0] } as const;

/** Every command of ours as Discord's tree: `/rapport ask` is a subcommand, `/history` stands alone. Pure. */
export function commandTree(commands: readonly DiscordCommand[]): readonly CommandEntry[] {
  const groups = new Map<string, DiscordCommand[]>();
  for (const command of commands) {
    const [head = ""] = command.name.split(" ");
    groups.set(head, [...(groups.get(head) ?? []), command]);
  }
  const chat = [...groups].map(([name, group]): CommandEntry => {
    const [first] = group;
    const isSingle = group.length === 1 && first?.name === name;
    return {
      name,
      type: 1,
      description: isSingle && first ? summaryOf(first) : "Ask Rapport, the support desk",
      options: isSingle && first ? optionsOf(first) : group.map(subcommand),
      ...PLACES,
    };
  });
  const menus = (names: readonly string[], type: 2 | 3) =>
    names.map((name): CommandEntry => ({ name, type, description: "", options: [], ...IN_SERVERS }));
  return [...chat, ...menus(Object.keys(PERSON_MENU), 2), ...menus(Object.keys(MESSAGE_MENU), 3)];
}

const summaryOf = ({ summary }: DiscordCommand): string => plainWords(summary, LIMITS.commandDescription);

const subcommand = (command: DiscordCommand): CommandOption => ({
  type: SUBCOMMAND,
  name: command.name.split(" ").slice(1).join("-").slice(0, LIMITS.commandName),
  description: summaryOf(command),
  options: optionsOf(command),
});

const PERSON_USAGE = /[<[]@\w+[>\]]/;

/** `<question>`, `[daily|weekly]`, `<@person> agent|manager`: each a field of its own, what must be filled first. Pure. */
function optionsOf({ usage, choices, summary }: DiscordCommand): readonly CommandOption[] {
  const person = PERSON_USAGE.exec(usage)?.[0];
  const rest = usage.replace(PERSON_USAGE, "").trim();
  const options: CommandOption[] = [];
  if (person !== undefined)
    options.push({
      type: PERSON,
      name: "person",
      description: "Who is meant",
      required: person.startsWith("<"),
    });
  if (rest !== "") options.push(textOption(rest, choices, summary));
  return options.sort((a, b) => Number(b.required ?? false) - Number(a.required ?? false));
}

function textOption(usage: string, choices: readonly string[], summary: string): CommandOption {
  const words = usage.replace(/[<>[\]]/g, "").trim();
  const given = words.includes("|") ? words.split("|").map((word) => word.trim()) : [];
  const name = /^[a-z]{1,32}$/.test(words) && choices.length === 0 ? words : "what";
  const option = {
    type: TEXT,
    name,
    description: plainWords(given.length > 0 ? given.join(", ") : summary, LIMITS.commandDescription),
    required: !usage.startsWith("["),
  };
  if (choices.length > 0) return { ...option, autocomplete: true };
  return given.length > 0 ? { ...option, choices: given.map((value) => ({ name: value, value })) } : option;
}
