import { Fragment } from "preact";
import { SafeLink } from "./safe-link.tsx";

/** An address in running text; a closing bracket or full stop behind it is not part of it. */
const ADDRESS = /https?:\/\/[^\s<>"']+[^\s<>"'.,;:!?)\]}]/g;

export type Piece = { readonly kind: "text" | "url" | "mention"; readonly words: string };

function mentionsIn(words: string, names: readonly string[]): readonly Piece[] {
  const pieces: Piece[] = [];
  let from = 0;
  for (let at = words.indexOf("@"); at >= 0; at = words.indexOf("@", at + 1)) {
    const name = names.find(
      (one) => words.slice(at + 1, at + 1 + one.length).toLowerCase() === one.toLowerCase(),
    );
    if (!name) continue;
    if (at > from) pieces.push({ kind: "text", words: words.slice(from, at) });
    from = at + 1 + name.length;
    pieces.push({ kind: "mention", words: words.slice(at, from) });
  }
  if (from < words.length) pieces.push({ kind: "text", words: words.slice(from) });
  return pieces;
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
