const WORDS =
  "a about above after again against all also am an and any are arent as at be because been before being below between both but by can cannot cant could couldnt did didnt do does doesnt doing dont down during each few for from further get got had hadnt has hasnt have havent having he her here hers herself him himself his how i id if ill im in into is isnt it its itself ive just let lets like me might more most must my myself no nor not of off ok okay on once only or other our ours ourselves out over own please pls plz same shall she should shouldnt so some such than thank thanks that thats the their theirs them themselves then there theres these they theyre this those through to too u under until up us very want was wasnt we were werent what whats when where which while who whom whose why will with without wont would wouldnt you youd youll your youre yours yourself yourselves";

const STOP_WORDS: ReadonlySet<string> = new Set(WORDS.split(" "));

/** Words that carry grammar more than meaning. Taken out they cost recall on short questions, so they keep a little weight. */
export const STOP_WORD_WEIGHT = 0.3;

export const isStopWord = (word: string): boolean => STOP_WORDS.has(word);

/** Behind "how" these ask for a kind of answer and name nothing. */
export const HOW_WORDS: ReadonlySet<string> = new Set([
  "long",
  "much",
  "many",
  "often",
  "far",
  "soon",
  "fast",
  "quickly",
  "come",
]);

/** Verbs that fit any subject: "how long does a refund take" is about a refund. */
export const LIGHT_WORDS: ReadonlySet<string> = new Set(
  "take takes taking took happen happens happened need needs needed use using keep give make put go going come see know tell".split(
    " ",
  ),
);
export const LIGHT_WORD_WEIGHT = 0.4;
