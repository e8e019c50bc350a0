import { z } from "zod";
import type { Logger } from "../../../src/ports/logger.ts";
import type { DiscordApi } from "../api.ts";
import { anyAnswer } from "../speak/line.ts";
import type { CommandEntry, CommandOption } from "./command-tree.ts";

interface ToldOption {
  readonly type: number;
  readonly name: string;
  readonly description: string;
  readonly required?: boolean | undefined;
  readonly autocomplete?: boolean | undefined;
  readonly choices?: readonly { readonly name: string; readonly value: string | number }[] | undefined;
  readonly options?: readonly ToldOption[] | undefined;
}

const optionShape: z.ZodType<ToldOption> = z.lazy(() =>
  z.object({
    type: z.number(),
    name: z.string(),
    description: z.string().default(""),
    required: z.boolean().optional(),
    autocomplete: z.boolean().optional(),
    choices: z.array(z.object({ name: z.string(), value: z.union([z.string(), z.number()]) })).optional(),
    options: z.array(optionShape).optional(),
  }),
);
const commandsShape = z.array(
  z.object({
    name: z.string(),
    type: z.number().default(1),
    description: z.string().default(""),
    options: z.array(optionShape).default([]),
    contexts: z.array(z.number()).nullish(),
  }),
);

export interface RegisterOptions {
  readonly api: DiscordApi;
  readonly applicationKey: string;
  readonly entries: readonly CommandEntry[];
  readonly logger: Logger;
}

/** Brings the commands to Discord when it has others than ours; a start that changes nothing writes nothing. `false`: not done. */
export async function registerCommands(options: RegisterOptions): Promise<boolean> {
  const { api, applicationKey, entries, logger } = options;
  const path = `/applications/${applicationKey}/commands` as const;
  const known = await api.call({ method: "get", path, answer: commandsShape });
  if (known.kind !== "ok") return false;
  if (fingerprint(known.body) === fingerprint(entries)) return true;
  const written = await api.call({ method: "put", path, body: entries.map(bodyOf), answer: anyAnswer });
  if (written.kind === "ok") logger.info({ count: entries.length }, "Discord has new commands");
  else logger.warn({ kind: written.kind }, "the commands could not be brought to Discord");
  return written.kind === "ok";
}

/** Menus have neither description nor fields. */
const bodyOf = ({ description, options, ...entry }: CommandEntry): object =>
  entry.type === 1 ? { ...entry, description, options } : entry;

/** What we compare, in one order; Discord adds much of its own. */
function fingerprint(
  commands: readonly {
    readonly name: string;
    readonly type: number;
    readonly description: string;
    readonly options: readonly (ToldOption | CommandOption)[];
    readonly contexts?: readonly number[] | null | undefined;
  }[],
): string {
  const rows = commands.map(({ name, type, description, options, contexts }) => ({
    name,
    type,
    description,
    options: options.map(optionPrint),
    contexts: [...(contexts ?? [])].sort(),
  }));
  return JSON.stringify(rows.sort((a, b) => (`${a.type}${a.name}` < `${b.type}${b.name}` ? -1 : 1)));
}

const optionPrint = (option: ToldOption | CommandOption): unknown => ({
  type: option.type,
  name: option.name,
  description: option.description,
  required: option.required ?? false,
  autocomplete: option.autocomplete ?? false,
  choices: (option.choices ?? []).map(({ value }) => value),
  options: (option.options ?? []).map(optionPrint),
});
