import { type Block, renderRow } from "./blocks.ts";
import { splitLongText } from "./split-text.ts";

/** Characters per passage. A section shorter than the least is a passage of its own: headings are never crossed. */
export const PASSAGE_SIZE = { least: 350, aim: 620, most: 900, mostCode: 3_600 } as const;

/** A passage before it is hashed and given its article's title. */
export interface Piece {
  /** Headings above the text, outermost first. */
  readonly headings: readonly string[];
  readonly text: string;
  readonly pageLabel: string | null;
  readonly anchor: string | null;
  readonly fields: Readonly<Record<string, string>> | null;
}

/** The smallest thing that is kept whole. */
interface Unit {
  readonly text: string;
  /** What stands between this unit and the one before when both are in one passage. */
  readonly glue: " " | "\n" | "\n\n";
  /** Cost of a break before this unit: 0 between paragraphs, more inside of one, most between a list and its lead. */
  readonly breakCost: number;
}

interface Section {
  readonly headings: readonly string[];
  readonly anchor: string | null;
  readonly pageLabel: string | null;
  readonly units: Unit[];
}

/** Passages in reading order. Within one heading and page, text is divided as evenly as its sentences allow. */
export function splitPassages(blocks: readonly Block[]): readonly Piece[] {
  const pieces: Piece[] = [];
  const path: { level: number; text: string; anchor: string | null }[] = [];
  let section: Section | null = null;
  /** The last heading while nothing has followed it: standing alone, it is all its section says. */
  let bare: { level: number; pageLabel: string | null } | null = null;
  const place = (): Pick<Piece, "headings" | "anchor"> => ({
    headings: path.map((heading) => heading.text),
    anchor: path.findLast((heading) => heading.anchor !== null)?.anchor ?? null,
  });
  const flush = (nextLevel: number): void => {
    if (section !== null) pieces.push(...packSection(section));
    section = null;
    if (bare !== null && nextLevel <= bare.level)
      pieces.push({ ...place(), text: path.at(-1)?.text ?? "", pageLabel: bare.pageLabel, fields: null });
    bare = null;
  };
  for (const block of blocks) {
    const pageLabel = block.pageLabel ?? null;
    if (block.kind === "heading") {
      flush(block.level);
      while (path.length > 0 && (path.at(-1)?.level ?? 0) >= block.level) path.pop();
      path.push({ level: block.level, text: block.text, anchor: block.anchor });
      bare = { level: block.level, pageLabel };
      continue;
    }
    bare = null;
    if (block.kind === "record") {
      flush(0);
      for (const text of splitLongText(block.text, PASSAGE_SIZE.most))
        pieces.push({ ...place(), text, pageLabel, fields: block.fields });
      continue;
    }
    if (section !== null && section.pageLabel !== pageLabel) flush(0);
    section ??= { ...place(), pageLabel, units: [] };
    section.units.push(...unitsOf(block));
  }
  flush(0);
  return pieces;
}

function unitsOf(block: Exclude<Block, { kind: "heading" | "record" }>): readonly Unit[] {
  switch (block.kind) {
    case "paragraph":
      return pieceUnits(block.text, 0);
    case "list":
      return block.items.flatMap((item, index) => lineUnits(item, "\n", index === 0 ? 40 : 6));
    case "table":
      return block.rows
        .map((row) => renderRow(block.header, row))
        .filter((line) => line !== "")
        .flatMap((line, index) => lineUnits(line, index === 0 ? "\n\n" : "\n", index === 0 ? 10 : 6));
    case "code":
      return codeUnits(block.text, block.language);
  }
}

/** A paragraph is divided into sentences only where it is too long to stay whole. */
function pieceUnits(text: string, breakCost: number): readonly Unit[] {
  return splitLongText(text.trim(), PASSAGE_SIZE.most)
    .filter((piece) => piece !== "")
    .map((piece, index) =>
      index === 0 ? { text: piece, glue: "\n\n", breakCost } : { text: piece, glue: " ", breakCost: 15 },
    );
}

function lineUnits(line: string, glue: "\n" | "\n\n", breakCost: number): readonly Unit[] {
  return splitLongText(line.trimEnd(), PASSAGE_SIZE.most)
    .filter((piece) => piece.trim() !== "")
    .map((piece, index) => ({
      text: piece,
      glue: index === 0 ? glue : " ",
      breakCost: index === 0 ? breakCost : 15,
    }));
}

function codeUnits(code: string, language: string): readonly Unit[] {
  const fence = code.includes("```") ? "~~~~" : "```";
  const wrap = (lines: string): string => `${fence}${language}\n${lines}\n${fence}`;
  const room = PASSAGE_SIZE.mostCode - wrap("").length;
  const parts: string[] = [];
  let part = "";
  for (const line of code.split("\n").flatMap((whole) => chop(whole, room))) {
    if (part !== "" && part.length + 1 + line.length > room) {
      parts.push(part);
      part = line;
    } else part = part === "" ? line : `${part}\n${line}`;
  }
  if (part.trim() !== "") parts.push(part);
  return parts.map((lines, index) => ({ text: wrap(lines), glue: "\n\n", breakCost: index === 0 ? 20 : 0 }));
}

function chop(line: string, most: number): readonly string[] {
  if (line.length <= most) return [line];
  return Array.from({ length: Math.ceil(line.length / most) }, (_, index) =>
    line.slice(index * most, (index + 1) * most),
  );
}

/** The division of the section's units with the least cost, by dynamic programming over a window of one passage. */
function packSection(section: Section): readonly Piece[] {
  const { units } = section;
  const best: { cost: number; from: number }[] = [{ cost: 0, from: 0 }];
  for (let end = 1; end <= units.length; end += 1) {
    best[end] = { cost: Number.POSITIVE_INFINITY, from: end - 1 };
    let length = 0;
    for (let from = end - 1; from >= 0; from -= 1) {
      const unit = units[from];
      if (unit === undefined) break;
      length += unit.text.length + (from === end - 1 ? 0 : (units[from + 1]?.glue.length ?? 0));
      if (length > PASSAGE_SIZE.most && from < end - 1) break;
      const cost = (best[from]?.cost ?? 0) + sizeCost(length) + (from === 0 ? 0 : unit.breakCost);
      if (cost < (best[end]?.cost ?? 0)) best[end] = { cost, from };
    }
  }
  const pieces: Piece[] = [];
  for (let end = units.length; end > 0; end = best[end]?.from ?? 0) {
    const text = joinUnits(units.slice(best[end]?.from ?? 0, end));
    pieces.push({ ...withoutUnits(section), text, fields: null });
  }
  return pieces.reverse();
}

/** 0 at the aim, 25 at either end of the range, 1,000 and more below it. */
function sizeCost(length: number): number {
  if (length < PASSAGE_SIZE.least) return 1_000 + (PASSAGE_SIZE.least - length);
  const span =
    length < PASSAGE_SIZE.aim ? PASSAGE_SIZE.aim - PASSAGE_SIZE.least : PASSAGE_SIZE.most - PASSAGE_SIZE.aim;
  return 25 * ((length - PASSAGE_SIZE.aim) / span) ** 2;
}

function joinUnits(units: readonly Unit[]): string {
  return units.reduce((text, unit, index) => (index === 0 ? unit.text : text + unit.glue + unit.text), "");
}

const withoutUnits = ({ headings, anchor, pageLabel }: Section) => ({ headings, anchor, pageLabel });
