/**
 * The README's table of variables, made of `.env.example`.
 *
 *   npx tsx scripts/config-table.ts            prints it
 *   npx tsx scripts/config-table.ts --write    renews the copy between the markers in README.md
 */
import { readFileSync, writeFileSync } from "node:fs";
import { argv } from "node:process";
import { fileURLToPath } from "node:url";

const MARKER = "<!-- configuration -->";

export interface Variable {
  readonly name: string;
  /** Empty where there is none. */
  readonly byDefault: string;
  readonly meaning: string;
}

/** Variables of an example file: a commented assignment, with its meaning in the comment lines right above. */
export function readVariables(example: string): readonly Variable[] {
  return example.split(/\n{2,}/).flatMap((block) => {
    const lines = block.trim().split("\n");
    const [, name, byDefault] = /^# ([A-Z][A-Z0-9_]*)=(.*)$/.exec(lines.at(-1) ?? "") ?? [];
    if (name === undefined || byDefault === undefined) return [];
    const meaning = lines
      .slice(0, -1)
      .map((line) => line.replace(/^# ?/, ""))
      .join(" ");
    return [{ name, byDefault, meaning }];
  });
}

export function renderVariables(variables: readonly Variable[]): string {
  const rows = variables.map(
    ({ name, byDefault, meaning }) =>
      `| \`${name}\` | ${byDefault === "" ? "" : `\`${byDefault}\``} | ${meaning.replaceAll("|", "\\|")} |`,
  );
  return ["| variable | default | meaning |", "|---|---|---|", ...rows].join("\n");
}

/** @throws Error when the text has no pair of markers. */
export function withVariables(readme: string, table: string): string {
  const [before, , ...after] = readme.split(MARKER);
  if (before === undefined || after.length === 0) throw new Error(`no pair of ${MARKER} in the README`);
  return `${before}${MARKER}\n\n${table}\n\n${MARKER}${after.join(MARKER)}`;
}

function main(): void {
  const table = renderVariables(readVariables(readFileSync(".env.example", "utf8")));
  if (argv.includes("--write"))
    writeFileSync("README.md", withVariables(readFileSync("README.md", "utf8"), table));
  else process.stdout.write(`${table}\n`);
}

if (argv[1] === fileURLToPath(import.meta.url)) main();
