import { stem } from "../text/stem.ts";
import { isStopWord } from "../text/stop-words.ts";
import { wordsOf } from "../text/tokenise.ts";

export interface TableCell {
  readonly header: string;
  readonly value: string;
}

/** A line that ingestion made of a table row: `Header: value; Header: value`. The first cell names the row. */
export function parseTableRow(line: string): readonly TableCell[] | null {
  const cells: { header: string; value: string }[] = [];
  for (const part of line.split("; ")) {
    const colon = part.indexOf(": ");
    const last = cells.at(-1);
    if (colon > 0 && !/[.!?]/.test(part.slice(0, colon).replace(/\d\.\d/g, ""))) {
      cells.push({ header: part.slice(0, colon), value: part.slice(colon + 2) });
    } else if (last) last.value += `; ${part}`;
    else return null;
  }
  return cells.length >= 2 ? cells : null;
}

/** How a question points at a row: by a word or number of its own, by something else in it, or not at all. */
export type RowMatch = "named" | "touched" | "untouched";

export function matchRow(cells: readonly TableCell[], question: string): RowMatch {
  const [key] = cells;
  const asked = contentStems(question);
  const has = (text: string): boolean => [...contentStems(text)].some((word) => asked.has(word));
  const range = rangeOf(key?.value ?? "");
  if (range) {
    const isIn = numbersOf(question).some((number) => number >= range[0] && number <= range[1]);
    return isIn ? "named" : "untouched";
  }
  if (has(key?.value ?? "")) return "named";
  return cells.slice(1).some(({ value }) => has(value)) ? "touched" : "untouched";
}

/** The row as one would say it: its name, then the cells the question is about, or all. "Germany, up to 5 kg: 24.90 EUR". */
export function sayRow(cells: readonly TableCell[], question: string): string {
  const [key, ...rest] = cells;
  const column = measuredColumn(rest, question);
  const asked = contentStems(question);
  const named = rest.filter(({ header }) => [...contentStems(header)].some((word) => asked.has(word)));
  const said = column ? [column] : named.length > 0 && rest.length > 3 ? named : rest;
  const parts = said.map(({ header, value }) => `${lowerFirst(header)}: ${value}`);
  return `${key?.value ?? ""}, ${parts.join("; ")}`;
}

/** For "4 kg": the narrowest column that still holds it, as in "up to 2 kg, up to 5 kg, up to 10 kg". */
function measuredColumn(cells: readonly TableCell[], question: string): TableCell | undefined {
  const measures = measuresOf(question);
  const fitting = cells.flatMap((cell) => {
    const [limit] = measuresOf(cell.header);
    const isHeld =
      limit && measures.some(({ unit, amount }) => unit === limit.unit && amount <= limit.amount);
    return isHeld ? [{ cell, amount: limit.amount }] : [];
  });
  return fitting.sort((a, b) => a.amount - b.amount)[0]?.cell;
}

const UNITS: Readonly<Record<string, string>> = { kilo: "kg", kilos: "kg", kilogram: "kg", kilograms: "kg" };

function measuresOf(text: string): { amount: number; unit: string }[] {
  return [...text.matchAll(/(\d+(?:\.\d+)?)\s?([a-z]{1,9})\b/gi)].map(([, amount = "", unit = ""]) => ({
    amount: Number(amount),
    unit: UNITS[unit.toLowerCase()] ?? unit.toLowerCase(),
  }));
}

const numbersOf = (text: string): number[] =>
  [...text.matchAll(/\d[\d,]*/g)].map(([digits]) => Number(digits.replaceAll(",", "")));

function rangeOf(text: string): readonly [number, number] | null {
  const [, from, to] = /^(\d[\d,]*)\s*[-–]\s*(\d[\d,]*)$/.exec(text.trim()) ?? [];
  if (from === undefined || to === undefined) return null;
  return [Number(from.replaceAll(",", "")), Number(to.replaceAll(",", ""))];
}

const contentStems = (text: string): Set<string> =>
  new Set(
    wordsOf(text)
      .filter((word) => !isStopWord(word))
      .map(stem),
  );

/** "Price" becomes "price"; "VAT" and "PayPal" stay. */
const lowerFirst = (text: string): string =>
  /^\p{Lu}\p{Ll}*(?:\s|$)/u.test(text) ? text.charAt(0).toLowerCase() + text.slice(1) : text;
