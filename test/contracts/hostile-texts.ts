/** Words that have broken chat products, each with what makes it hostile. */
export const HOSTILE_TEXTS: Readonly<Record<string, string>> = {
  "a call to everybody": "@everyone @here @channel @all please look",
  "a call in full-width letters": "＠everyone @ｅｖｅｒｙｏｎｅ ＠ｃｈａｎｎｅｌ ﹫here",
  "a call with hidden signs":
    "@\u200beveryone @ever\u200byone @\u2060here @e\u00advery\u034fone @\u202echannel",
  "a call in capitals and in brackets": "(@EVERYONE) [@Here] <@channel>",
  "a call in Slack's own form": "<!everyone> <!here|here> <!channel> <!subteam^S123>",
  "a call in Discord's own form": "<@&123> <@123> <#123> @​everyone",
  "a mention in Teams' own form": "<at>everyone</at>",
  markup:
    "*bold* _it_ ~s~ `c` ```x``` [link](https://evil.example) <https://evil.example|good> # head > quote",
  "a script": "<script>alert(1)</script><img src=x onerror=alert(1)>&amp;",
  "a link that runs": "javascript:alert(1) data:text/html,x",
  "too long": "word ".repeat(8_001).slice(0, 40_001),
  "too long in one word": "x".repeat(40_001),
  "half characters": "a\ud800b\udc00c",
  "null bytes": "a\u0000b\u0007c\u001b[31md",
  "turned direction": "\u202ereversed\u202c \u2067isolated\u2069 שלום",
  "towers of marks": `z${"\u0300\u0301\u0489".repeat(200)}algo`,
  "tag letters": "hi\u{e0041}\u{e0042}",
  "many emoji": "👩‍👩‍👧‍👦".repeat(500),
  "only white space": " \n\t \u00a0 ",
  "many lines": "\n".repeat(5_000),
};

const MASS_CALL = /[@＠﹫](?:everyone|here|channel|all)(?![\p{L}\p{N}_])/iu;
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not come out
const UNSAFE = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u202a-\u202e\u2066-\u2069]|\p{Surrogate}/u;
const TOWER = /\p{M}{8}/u;

/** What is still hostile about a text that came out; empty when nothing is. */
export function remainsHostile(text: string): readonly string[] {
  const found: string[] = [];
  if (MASS_CALL.test(text) || MASS_CALL.test(text.normalize("NFKC"))) found.push("calls everybody");
  if (UNSAFE.test(text)) found.push("unsafe signs");
  if (TOWER.test(text)) found.push("tower of marks");
  return found;
}
