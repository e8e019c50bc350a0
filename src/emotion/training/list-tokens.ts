import type { Lexicon } from "../lexicon.ts";
import { tokenise } from "../tokenise.ts";
import { hashedNetRows, MAX_NET_TOKENS, namedNetRows, netKey } from "../word-net.ts";
import { describeWord } from "../words.ts";
import type { Example } from "./corpora.ts";

/** A token as the word net learns it: rows that always count, and rows that may be dropped. */
export interface NetToken {
  readonly named: Int32Array;
  readonly hashed: Int32Array;
}

/** The tokens of every example, in order. */
export function listTokens(examples: readonly Example[], lexicon: Lexicon): readonly (readonly NetToken[])[] {
  const known = new Map<string, NetToken>();
  return examples.map(({ text }) =>
    tokenise(text)
      .slice(0, MAX_NET_TOKENS)
      .map((token) => {
        const key = netKey(token);
        const before = known.get(key);
        if (before !== undefined) return before;
        const word = describeWord(token.text, lexicon, token.kind === "word");
        const made = {
          named: Int32Array.from(namedNetRows(token, word)),
          hashed: Int32Array.from(hashedNetRows(word)),
        };
        known.set(key, made);
        return made;
      }),
  );
}
