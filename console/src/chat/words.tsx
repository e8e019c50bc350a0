import { Fragment } from "preact";
import { SafeLink } from "./safe-link.tsx";

/** An address in running text; a closing bracket or full stop behind it is not part of it. */
const ADDRESS = /https?:\/\/[^\s<>"']+[^\s<>"'.,;:!?)\]}]/g;

export type Piece = { readonly kind: "text" | "url" | "mention"; readonly words: string };

function mentionsIn(words: string, names: readonly string[]): readonly Piece[] {
  if (names.length === 0 || !words.includes("@")) return words ? [{ kind: "text", words }] : [];
  const pieces: Piece[] = [];
  let rest = words;
  while (rest !== "") {
    const at = nextMention(rest, names);
    if (!at) break;
    if (at.start > 0) pieces.push({ kind: "text", words: rest.slice(0, at.start) });
    pieces.push({ kind: "mention", words: rest.slice(at.start, at.end) });
    rest = rest.slice(at.end);
  }
  if (rest) pieces.push({ kind: "text", words: rest });
  return pieces;
}

function nextMention(words: string, names: readonly string[]): { start: number; end: number } | null {
  const lower = words.toLowerCase();
  let best: { start: number; end: number } | null = null;
  for (const name of names) {
    const start = lower.indexOf(`@${name.toLowerCase()}`);
    if (start < 0) continue;
    if (!best || start < best.start) best = { start, end: start + name.length + 1 };
  }
  return best;
}

/** What a person wrote, cut into text, addresses and mentions; joined again it is the same text. */
export function piecesOf(words: string, names: readonly string[]): readonly Piece[] {
  const pieces: Piece[] = [];
  let from = 0;
  for (const found of words.matchAll(ADDRESS)) {
    pieces.push(...mentionsIn(words.slice(from, found.index), names), { kind: "url", words: found[0] });
    from = found.index + found[0].length;
  }
  pieces.push(...mentionsIn(words.slice(from), names));
  return pieces;
}

/** A person's words: always text, with addresses made clickable. */
export function Words({ text, names = [] }: { readonly text: string; readonly names?: readonly string[] }) {
  return (
    <p class="words">
      {piecesOf(text, names).map((piece, index) => {
        if (piece.kind === "url") return <SafeLink key={index} url={piece.words} label={piece.words} />;
        if (piece.kind === "mention") {
          return (
            <span key={index} class="mention">
              {piece.words}
            </span>
          );
        }
        return <Fragment key={index}>{piece.words}</Fragment>;
      })}
    </p>
  );
}
