import { emotionOfEmoji, emotionOfEmoticon, emotionOfShortName, MAX_EMOTICON_LENGTH } from "./emoji.ts";
import { MAX_WORD_LENGTH, makeWord, plain, sign, type Token, type TokenSink } from "./token.ts";

/** What an emoticon can begin with; other signs are not looked up. */
const FACE_STARTS: ReadonlySet<number> = new Set([...":;=<>(-^"].map((face) => face.charCodeAt(0)));
const OTHER = 0;
const LETTER = 1;
const DIGIT = 2;
const MARK = 3;
const BREAK = 4;

const ASCII_CLASS = Uint8Array.from({ length: 128 }, (_, code) => {
  const character = String.fromCharCode(code);
  if (/[a-z]/i.test(character)) return LETTER;
  if (/\d/.test(character)) return DIGIT;
  if (/[!?]/.test(character)) return MARK;
  return /[.,;:()\n"]/.test(character) ? BREAK : OTHER;
});

function classOf(code: number): number {
  if (code < 128) return ASCII_CLASS[code] ?? OTHER;
  if (code === 0x2026 || code === 0x3002 || code === 0x3001) return BREAK;
  if (code < 0xc0 || code === 0xd7 || code === 0xf7) return OTHER;
  // General punctuation, arrows and pictographs, surrogates, private use, variation selectors, specials.
  if (code >= 0x2000 && code <= 0x2bff) return OTHER;
  if (code >= 0xd800 && code <= 0xf8ff) return OTHER;
  return (code >= 0xfe00 && code <= 0xfe0f) || code >= 0xfff0 ? OTHER : LETTER;
}

const isApostrophe = (code: number): boolean => code === 0x27 || code === 0x2019;
const isPictograph = (code: number): boolean =>
  (code >= 0xd83c && code <= 0xd83e) || (code >= 0x2190 && code <= 0x2bff);

const NAME = plain("name", "<name>");
const BREAK_TOKEN = plain("break", ".");

/** Cuts a text into tokens in one pass over its UTF-16 units; total for every string. */
export function cutTokens(text: string, sink: TokenSink): void {
  let at = 0;
  while (at < text.length) at = readToken(text, at, sink);
}

export function tokenise(text: string): Token[] {
  const tokens: Token[] = [];
  cutTokens(text, {
    add: (token) => tokens.push(token),
    addWord: (written, isElongated) => tokens.push(makeWord(written, isElongated)),
  });
  return tokens;
}

/** Reads what starts at `at` and gives the index after it. */
function readToken(text: string, at: number, sink: TokenSink): number {
  const code = text.charCodeAt(at);
  const kind = classOf(code);
  if (kind === LETTER) return startsLink(text, at) ? endOfRun(text, at) : readWord(text, at, sink);
  if (code <= 0x20) {
    if (code === 0x0a) sink.add(BREAK_TOKEN);
    return at + 1;
  }
  if (kind === DIGIT) return readNumber(text, at, sink);
  if (code === 0x40) return readMention(text, at, sink);
  if (code === 0x5b) return readBracket(text, at, sink);
  const afterSign = readSign(text, at, code, sink);
  if (afterSign > at) return afterSign;
  if (kind === MARK) return readMarks(text, at, sink);
  if (kind === BREAK) return readBreak(text, at, sink);
  return at + 1;
}

function readWord(text: string, start: number, sink: TokenSink): number {
  let at = start;
  let run = 1;
  let isElongated = false;
  let before = 0;
  while (at < text.length) {
    const code = text.charCodeAt(at);
    const isInner = isApostrophe(code) && at + 1 < text.length && classOf(text.charCodeAt(at + 1)) === LETTER;
    if (classOf(code) !== LETTER && !isInner) break;
    run = code === before ? run + 1 : 1;
    if (run > 2) isElongated = true;
    before = code;
    at++;
  }
  sink.addWord(text.slice(start, Math.min(at, start + MAX_WORD_LENGTH)), isElongated);
  return at;
}

function readNumber(text: string, start: number, sink: TokenSink): number {
  let at = start + 1;
  while (at < text.length && classOf(text.charCodeAt(at)) === DIGIT) at++;
  sink.add(plain("number", `<${Math.min(at - start, 6)}>`));
  return at;
}

function readMention(text: string, start: number, sink: TokenSink): number {
  let at = start + 1;
  while (at < text.length && /[\w-]/.test(text.charAt(at))) at++;
  if (at > start + 1) sink.add(NAME);
  return at;
}

/** `[NAME]`, `[USER]`: how public data sets hide a person. */
function readBracket(text: string, start: number, sink: TokenSink): number {
  let at = start + 1;
  while (at < text.length && at - start < 12 && text.charCodeAt(at) >= 0x41 && text.charCodeAt(at) <= 0x5a)
    at++;
  if (at - start < 4 || text.charCodeAt(at) !== 0x5d) return start + 1;
  sink.add(NAME);
  return at + 1;
}

function readMarks(text: string, start: number, sink: TokenSink): number {
  let at = start;
  while (at < text.length && classOf(text.charCodeAt(at)) === MARK) at++;
  sink.add(plain("marks", text.slice(start, Math.min(at, start + 3))));
  return at;
}

function readBreak(text: string, start: number, sink: TokenSink): number {
  let at = start + 1;
  while (at < text.length && text.charCodeAt(at) === 0x2e) at++;
  sink.add(at - start > 1 ? plain("marks", "...") : BREAK_TOKEN);
  return at;
}

/** Emoji, emoticon or `:short_name:`; gives `at` back when none stands there. */
function readSign(text: string, at: number, code: number, sink: TokenSink): number {
  if (isPictograph(code)) return readEmoji(text, at, sink);
  if (code >= 128) return at;
  if (code === 0x3a) {
    const end = text.indexOf(":", at + 1);
    if (end > at + 1 && end - at < 34) {
      const name = text.slice(at + 1, end).toLowerCase();
      if (/^[a-z0-9_+-]+$/.test(name) && !/^\d+$/.test(name)) {
        sink.add(sign(`:${name}:`, emotionOfShortName(name)));
        return end + 1;
      }
    }
  }
  return FACE_STARTS.has(code) ? readEmoticon(text, at, sink) : at;
}

/** `10:30` and `a:pb` hold no faces: a digit before or a letter or digit behind rules one out. */
function isInsideWord(text: string, start: number, end: number): boolean {
  const behind = end < text.length ? classOf(text.charCodeAt(end)) : OTHER;
  return (
    behind === LETTER || behind === DIGIT || (start > 0 && classOf(text.charCodeAt(start - 1)) === DIGIT)
  );
}

function readEmoticon(text: string, at: number, sink: TokenSink): number {
  for (let length = MAX_EMOTICON_LENGTH; length > 1; length--) {
    const candidate = text.substring(at, at + length);
    const emotion = emotionOfEmoticon(candidate);
    if (emotion !== null && candidate.length === length && !isInsideWord(text, at, at + length)) {
      sink.add(sign(candidate, emotion));
      return at + length;
    }
  }
  return at;
}

function readEmoji(text: string, at: number, sink: TokenSink): number {
  const point = text.codePointAt(at) ?? 0;
  const length = point > 0xffff ? 2 : 1;
  const isSkinTone = point >= 0x1f3fb && point <= 0x1f3ff;
  if (length === 2 || emotionOfEmoji(text.charAt(at)) !== null) {
    const emoji = text.slice(at, at + length);
    if (!isSkinTone) sink.add(sign(emoji, emotionOfEmoji(emoji)));
  }
  return at + length;
}

const startsLink = (text: string, at: number): boolean => {
  const code = text.charCodeAt(at) | 0x20;
  if (code === 0x68) return text.startsWith("http://", at) || text.startsWith("https://", at);
  return code === 0x77 && text.startsWith("www.", at);
};

function endOfRun(text: string, start: number): number {
  let at = start;
  while (at < text.length && text.charCodeAt(at) > 0x20) at++;
  return at;
}
