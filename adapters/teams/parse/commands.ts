/** What somebody typed to the bot, taken for a command. */
export interface TypedCommand {
  /** `rapport`, `history`, `stats`. */
  readonly command: string;
  readonly argument: string;
}

/** What may follow `history` and `stats`: a person, or one word; more is a sentence that begins so. */
const SHORT_ARGUMENT = /^(?:@.{1,100}|person:\S{1,200}|[\w:-]{1,40})?$/s;

/**
 * Teams has no slash commands: `history` and `rapport setup` are words to the bot. With a slash they are meant as
 * commands wherever they stand first; without one only where the bot is spoken to. Pure.
 */
export function typedCommand(text: string, isToBot: boolean, names: readonly string[]): TypedCommand | null {
  const [, slash, first = "", rest = ""] = /^(\/?)(\p{L}+)(?:\s+(.*))?$/su.exec(text.trim()) ?? [];
  const command = first.toLowerCase();
  const roots = new Set(names.map((name) => name.split(" ")[0]));
  if (!roots.has(command)) return null;
  if (slash === "/") return { command, argument: rest.trim() };
  if (!isToBot) return null;
  const argument = rest.trim();
  const follows = names
    .filter((name) => name.startsWith(`${command} `))
    .map((name) => name.slice(command.length + 1));
  if (follows.length === 0) return SHORT_ARGUMENT.test(argument) ? { command, argument } : null;
  const wanted = argument.toLowerCase();
  const isKnown = wanted === "" || follows.some((name) => wanted === name || wanted.startsWith(`${name} `));
  return isKnown ? { command, argument } : null;
}
