import type { EmotionLabel } from "../domain/emotion.ts";
import type { Phrase } from "./cues.ts";
import { describeForNet, NET_STRIDE } from "./net-reader.ts";
import { addPackedRow, SUM_STRIDE } from "./packed-rows.ts";
import { hashedRow } from "./rows.ts";
import { makeWord, type Token, type TokenKind, type TokenSink, writtenKey } from "./token.ts";
import type { Weights } from "./weights.ts";
import { MAX_NET_TOKENS } from "./word-net.ts";
import { describeWord, type HashedWord, type Word, type WordRole } from "./words.ts";

/** Words kept ready, without author or order; more than a text can hold. About 21 MB when all places are taken. */
export const MAX_KNOWN_WORDS = 16_384;
/** The place of no word: what stands beside the first and the last. */
export const SILENT_SLOT = MAX_KNOWN_WORDS;

/** A word and where its sums are kept. A class, so that all have one shape: most of a reading looks into them. */
export class KnownWord implements Word {
  readonly kind: TokenKind;
  readonly text: string;
  readonly isCaps: boolean;
  readonly isElongated: boolean;
  readonly emotion: EmotionLabel | null;
  readonly hash: number;
  readonly afinn: number;
  readonly vader: number;
  readonly role: WordRole;
  readonly opens: readonly Phrase[];
  readonly key: string;
  readonly slot: number;
  /** Rows in the sum of its n-grams. */
  readonly rowCount: number;
  /** The text that it stood in last. */
  lastText = 0;
  /** Met since the hand last came by. */
  isMet = true;
  /** Its place holds what the word net adds up. */
  isInNet = false;

  constructor(token: Token, info: HashedWord, key: string, slot: number) {
    this.kind = token.kind;
    this.text = token.text;
    this.isCaps = token.isCaps;
    this.isElongated = token.isElongated;
    this.emotion = token.emotion;
    this.hash = info.hash;
    this.afinn = info.afinn;
    this.vader = info.vader;
    this.role = info.role;
    this.opens = info.opens;
    this.key = key;
    this.slot = slot;
    this.rowCount = info.hashes.length;
  }
}

/** A part of a string keeps the whole of it in memory, here somebody's message; a copy does not. */
const copyOf = (part: string): string => Buffer.from(part, "utf16le").toString("utf16le");

/**
 * Cuts texts into words and keeps for each the sums of its weight rows, so that a known word costs additions only.
 * When all places are taken a hand goes round them: it passes over words met since it last came by, and takes the place
 * of the first other one.
 */
export class KnownWords implements TokenSink {
  /** Those of the text, in order. */
  readonly inText: KnownWord[] = [];
  /** Sums of n-grams, packed. */
  readonly grams = new Int32Array(MAX_KNOWN_WORDS * SUM_STRIDE);
  /** What the word net adds up: `NET_STRIDE` numbers a slot. */
  readonly net = new Float32Array((MAX_KNOWN_WORDS + 1) * NET_STRIDE);
  readonly #rows: Int32Array;
  readonly #weights: Pick<Weights, "lexicon" | "net">;
  readonly #byKey = new Map<string, KnownWord>();
  readonly #bySlot: KnownWord[] = [];
  #hand = 0;
  #text = 0;

  /** `rows` is the table of the n-grams, packed. */
  constructor(rows: Int32Array, weights: Pick<Weights, "lexicon" | "net">) {
    this.#rows = rows;
    this.#weights = weights;
  }

  startText(): void {
    this.#text++;
    this.inText.length = 0;
  }

  add(token: Token): void {
    this.#take(this.#byKey.get(token.text) ?? this.#learn(token.text, token));
  }

  addWord(written: string, isElongated: boolean): void {
    this.#take(this.#byKey.get(writtenKey(written, isElongated)) ?? this.#learnWord(written, isElongated));
  }

  #learnWord(written: string, isElongated: boolean): KnownWord {
    const own = copyOf(written);
    return this.#learn(writtenKey(own, isElongated), makeWord(own, isElongated));
  }

  #take(word: KnownWord): void {
    word.lastText = this.#text;
    word.isMet = true;
    if (!word.isInNet && this.inText.length < MAX_NET_TOKENS) this.#takeIntoNet(word, this.#describe(word));
    this.inText.push(word);
  }

  #learn(key: string, token: Token): KnownWord {
    const info = this.#describe(token);
    const slot = this.#freeSlot();
    const word = new KnownWord(token, info, key, slot);
    const start = slot * SUM_STRIDE;
    this.grams.fill(0, start, start + SUM_STRIDE);
    for (const hash of info.hashes) addPackedRow(this.grams, start, this.#rows, hashedRow(hash), 1);
    if (this.inText.length < MAX_NET_TOKENS) this.#takeIntoNet(word, info);
    this.#byKey.set(key, word);
    this.#bySlot[slot] = word;
    return word;
  }

  #describe({ text, kind }: Token): HashedWord {
    return describeWord(text, this.#weights.lexicon, kind === "word");
  }

  /** Half the price of a new word, so left until it stands where the net reads. */
  #takeIntoNet(word: KnownWord, info: HashedWord): void {
    describeForNet(word, info, this.#weights.net, this.net, word.slot * NET_STRIDE);
    word.isInNet = true;
  }

  #freeSlot(): number {
    if (this.#bySlot.length < MAX_KNOWN_WORDS) return this.#bySlot.length;
    for (;;) {
      const slot = this.#hand;
      this.#hand = (slot + 1) % MAX_KNOWN_WORDS;
      const word = this.#bySlot[slot];
      if (word === undefined) return slot;
      if (word.lastText === this.#text) continue;
      if (!word.isMet) {
        this.#byKey.delete(word.key);
        return slot;
      }
      word.isMet = false;
    }
  }
}
