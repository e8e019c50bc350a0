import type { FakeMessage } from "./double/state.ts";

/** All words of a message as Discord's client shows them. */
export function shownWords({ content, embeds, components, files }: FakeMessage): string {
  const words = [
    content,
    ...embeds.flatMap(({ title = "", description = "", fields = [] }) => [
      title,
      description,
      ...fields.flatMap(({ name, value }) => [name, value]),
    ]),
    ...components.flatMap((row) =>
      row.components.flatMap((part) =>
        part.type === 2 ? [part.label] : [part.placeholder ?? "", ...part.options.map(({ label }) => label)],
      ),
    ),
    ...files.map(({ name }) => name),
  ];
  return words
    .filter((part) => part !== "")
    .map(unmarked)
    .join("\n");
}

const unmarked = (markup: string): string =>
  markup
    .replace(/\[((?:\\.|[^\]\\])*)\]\(<([^>]*)>\)/g, "$1")
    .replace(/(?<!\\)(?:\*\*|\*|`)/g, "")
    .replace(/^(?:#{1,3} |-# |> |- )/gm, "")
    .replace(/\\([^\w\s])/g, "$1");
