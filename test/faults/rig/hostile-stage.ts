/** Where the words of others come into the desk, and from where it says them again. */
export const PLACES = [
  "name",
  "title",
  "heading",
  "document",
  "message",
  "subject",
  "details",
  "reply",
  "comment",
  "command",
] as const;
type Place = (typeof PLACES)[number];
/** What is typed to the bot, and a comment, it says to nobody. */
export const SAID_AGAIN = PLACES.filter((place) => place !== "command" && place !== "comment");

/** One customer's case; each text begins with its place's mark (`markOf`) and is hostile behind it. */
export type HostileCase = Readonly<Record<Place, string>> & {
  /** Of the document that answers; its host is the company's own wherever it is a host at all. */
  readonly documentUrl: string;
};

/** One thing that the desk put before people, read by the platform's own rules and by no code of ours. */
export interface ReadOutput {
  /** The platform's name of it. */
  readonly kind: string;
  /** All that somebody sees of it. */
  readonly words: string;
  /** Keys of people whom it notifies; `everyone` for a call to many. */
  readonly pings: readonly string[];
  /** What can be clicked, and what the platform itself makes a link of. `label: null`: the address stands there. */
  readonly links: readonly { readonly url: string; readonly label: string | null }[];
  /** It asks the platform to show no page below it and to read no names out of its words; `true` where it cannot do either. */
  readonly isQuiet: boolean;
  /** Why the platform would not take it. */
  readonly refusals: readonly string[];
}

/**
 * A whole desk behind one platform's double, for S14 and S15. A platform joins by one file beside `hostile-slack.ts` and
 * one line in each of the two scenarios (`mentionInjection("discord", openHostileDiscord)`). In `playCase` its people say
 * every text of the case where that text belongs: a customer of that `name` asks what the `document` answers, opens a
 * ticket of that `subject` with those `details`, an agent replies and solves it, the customer comments, and staff type
 * the `command` and look at history, digest and own page. `outputs` are all calls by which the desk spoke since the last
 * look, edits, forms and whispers too. A text whose mark is never seen breaks the trial: so a script that says too little
 * is found out.
 */
export interface HostileStage {
  /** Whom the desk may call: staff. */
  readonly staffKeys: readonly string[];
  /** Somebody who is in the channel and never to be called; hostile words name them. */
  readonly bystanderKey: string;
  /** Where links may lead beside the documents' host: the platform's own. */
  readonly hosts: readonly string[];
  playCase(given: HostileCase): Promise<void>;
  outputs(): readonly ReadOutput[];
  close(): Promise<void>;
}

export type OpenHostileStage = (databaseUrl: string) => Promise<HostileStage>;

/** The company's own; its documents stand there. */
export const DOCUMENTS_HOST = "docs.parcels.example";

export const markOf = (place: Place): string => `Zq${place}`;

/** Hostile words drawn for every place. */
export function drawCase(
  random: () => number,
  hostile: readonly string[],
  urls: readonly string[],
): HostileCase {
  const pick = (from: readonly string[]): string => from[Math.floor(random() * from.length)] ?? "";
  const texts = PLACES.map((place) => {
    const words = pick(hostile);
    // Most pieces of a long text are cut near 3,000 signs.
    const isLong = (place === "details" || place === "reply") && random() < 0.3;
    const before = isLong ? "word ".repeat(560 + Math.floor(random() * 60)) : "";
    return [place, `${markOf(place)} ${before}${words}`] as const;
  });
  return { ...(Object.fromEntries(texts) as Record<Place, string>), documentUrl: pick(urls) };
}

/** Words that would call somebody in one platform's form or another's. */
export const callsTo = (personKey: string): readonly string[] => [
  "<!channel>",
  "<!here|here>",
  "<!everyone|x>",
  "<!subteam^S0ALL|@all>",
  "&lt;!channel&gt; &amp;lt;!here&amp;gt;",
  "<<!channel>> <!channel",
  "`<!channel>` ```<!here>```",
  "*<!channel>* _<!here>_ ~<!everyone>~",
  `<@${personKey}> <@!${personKey}> <@${personKey}|omar>`,
  `<@&${personKey}> <#${personKey}>`,
  `<at>${personKey}</at> <at id="0">everyone</at>`,
  "@everyone @here @channel @all",
  "＠everyone @ｅｖｅｒｙｏｎｅ ＠ｃｈａｎｎｅｌ ﹫here",
  "@\u200beveryone @ever\u200byone @\u2060here @e\u00advery\u034fone",
  "\u202e<!channel>\u202c <\u200b!channel>",
  "[x](<!channel>) <https://evil.example|<!channel>>",
];

/** Addresses that are not where they say they are. */
export const SPOOFS: readonly string[] = [
  "<https://evil.example|https://bank.example>",
  "[bank](https://evil.example) [https://bank.example](https://evil.example)",
  "![picture](https://evil.example/p.png)",
  "[bank][1]\n\n[1]: https://evil.example",
  "https://bank.example@evil.example/ https://bank.example:pw@evil.example",
  "https://xn--bnk-tla.example/ https://bаnk.example/",
  "javascript:alert(1) <javascript:alert(1)|here> [here](javascript:alert(1))",
  "data:text/html,x vbscript:x file:///etc/passwd",
  "https://evil.example/?q=the+whole+conversation",
  "<mailto:evil@evil.example|support> <tel:+100|call> <slack://open|open>",
  "//evil.example \\\\evil.example HTTPS://EVIL.EXAMPLE",
  '<a href="https://evil.example">bank</a> <img src="https://evil.example/p.png">',
  "https://evil.example/\u202egpj.exe ＜https://evil.example|bank＞",
  "&lt;https://evil.example|bank&gt;",
  "docs.parcels.example@evil.example docs.parcels.example.evil.example",
];

export const DOCUMENT_URLS: readonly string[] = [
  `https://${DOCUMENTS_HOST}/late`,
  `https://${DOCUMENTS_HOST}/a|b>c`,
  `https://${DOCUMENTS_HOST}/<!channel>`,
];

/** Of a document whose address itself is a trap; such a one stays words. */
export const TRAPS: readonly string[] = [
  ...DOCUMENT_URLS,
  `https://${DOCUMENTS_HOST}@evil.example/`,
  `https://${DOCUMENTS_HOST}:pw@evil.example/late`,
  "javascript:alert(1)",
  "data:text/html,x",
];
