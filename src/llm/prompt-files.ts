import { readFile } from "node:fs/promises";
import { RapportError } from "../domain/errors.ts";

/** A prompt kept under `prompts/`: front matter (name, version), then `# system` and `# user`. */
export interface PromptFile {
  readonly name: string;
  readonly version: string;
  readonly variables: readonly string[];
  /** Fills every `{{variable}}` once. Exactly the file's variables are wanted; anything else throws. */
  fill(values: Readonly<Record<string, string>>): { readonly system: string; readonly user: string };
}

/** Literal text and variable names in turn: a value is never looked at again, so nothing in it can be taken for a variable. */
interface Template {
  readonly literals: readonly string[];
  readonly variables: readonly string[];
}

const FOLDER = new URL("../../prompts/", import.meta.url);
const SHAPE = /^---\n(?<head>[\s\S]*?)\n---\n\s*# system\n(?<system>[\s\S]*?)\n# user\n(?<user>[\s\S]*)$/;
const VARIABLE = /\{\{([a-z][a-zA-Z]*)\}\}/;

export async function loadPrompt(name: string, folder: URL = FOLDER): Promise<PromptFile> {
  let source: string;
  try {
    source = await readFile(new URL(`${name}.md`, folder), "utf8");
  } catch (cause) {
    throw new RapportError("prompt.missing", `no prompt named ${name}`, "Restore the file in prompts/.", {
      cause,
    });
  }
  const prompt = parsePrompt(source);
  if (prompt.name !== name) throw broken(name, `its front matter says name: ${prompt.name}`);
  return prompt;
}

/** Throws `prompt.broken` for a file of another shape. */
export function parsePrompt(source: string): PromptFile {
  const parts = SHAPE.exec(source.replaceAll("\r\n", "\n"))?.groups;
  if (!parts) throw broken("prompt", "it needs front matter, then # system, then # user");
  const head = parseHead(parts.head ?? "");
  const name = head.get("name");
  const version = head.get("version");
  if (!name || !version) throw broken(name ?? "prompt", "its front matter needs name and version");
  const system = parseTemplate((parts.system ?? "").trim());
  const user = parseTemplate((parts.user ?? "").trim());
  const variables = [...new Set([...system.variables, ...user.variables])];
  return {
    name,
    version,
    variables,
    fill(values) {
      const given = Object.keys(values);
      const odd = [...variables, ...given].find((key) => !variables.includes(key) || !given.includes(key));
      if (odd !== undefined) throw broken(name, `the variable ${odd} is not both in the file and given`);
      return { system: fillTemplate(system, values), user: fillTemplate(user, values) };
    },
  };
}

function parseHead(head: string): Map<string, string> {
  const lines = head.split("\n").map((line) => /^([a-z]+):\s*(.*?)\s*$/.exec(line));
  return new Map(lines.flatMap((line) => (line?.[1] && line[2] ? [[line[1], line[2]] as const] : [])));
}

function parseTemplate(source: string): Template {
  // Splitting by a pattern with one group gives literal, name, literal, name ... literal.
  const pieces = source.split(VARIABLE);
  return {
    literals: pieces.filter((_, position) => position % 2 === 0),
    variables: pieces.filter((_, position) => position % 2 === 1),
  };
}

function fillTemplate(template: Template, values: Readonly<Record<string, string>>): string {
  return template.literals
    .map((literal, position) => {
      const variable = template.variables[position];
      return variable === undefined ? literal : `${literal}${values[variable] ?? ""}`;
    })
    .join("");
}

const broken = (name: string, why: string) =>
  new RapportError("prompt.broken", `${name}: ${why}`, "Mend the file in prompts/.");
