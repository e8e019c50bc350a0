/** What happens in one thread of the sample history. `{n}` parcel number, `{city}`, `{day}` are filled in. */
export type Step =
  | { readonly says: string; readonly afterMinutes?: number }
  | { readonly agent: string; readonly afterMinutes?: number }
  | { readonly does: "solved" | "not-helpful" | "resolve"; readonly afterMinutes?: number }
  | { readonly rates: 1 | 2 | 3 | 4 | 5; readonly comment?: string; readonly afterMinutes?: number };

export interface ThreadScript {
  readonly channel: "help" | "general";
  readonly steps: readonly Step[];
}

const help = (...steps: readonly Step[]): ThreadScript => ({ channel: "help", steps });
const general = (...steps: readonly Step[]): ThreadScript => ({ channel: "general", steps });
const says = (words: string, afterMinutes = 0): Step => ({ says: words, afterMinutes });
const agent = (words: string, afterMinutes = 6): Step => ({ agent: words, afterMinutes });
const does = (what: "solved" | "not-helpful" | "resolve", afterMinutes = 2): Step => ({
  does: what,
  afterMinutes,
});
const rates = (rating: 1 | 2 | 3 | 4 | 5, afterMinutes = 4): Step => ({ rates: rating, afterMinutes });

/** Written by hand, one of each kind of day a parcel firm has; people, numbers and days vary. */
export const THREAD_SCRIPTS: readonly ThreadScript[] = [
  help(
    says("How do I change the delivery address of a parcel that is already on its way?"),
    does("solved", 3),
  ),
  help(says("@rapport can I ship lithium batteries inside a laptop?"), says("great, thanks!", 2)),
  help(
    says("Where is my parcel {n}? Tracking has not moved since {day}."),
    agent("It sat in {city} over the weekend and is on the van now, you should have it today.", 12),
    says("Got it, thank you so much, that was quick!", 90),
    does("resolve", 2),
    rates(5),
  ),
  help(
    says(
      "Parcel {n} shows delivered but there is nothing at my door and I am really worried, it is my passport.",
    ),
    says("please, does anybody know what I can do?", 9),
    agent("I called the driver: it is with your neighbour at number 14. Could you check?", 11),
    says("Yes!! It is there. I was so scared, thank you.", 35),
    does("resolve", 3),
    rates(5),
  ),
  help(
    says(
      "This is the second time I write about {n}. It was due {day}, I took a day off for it and nobody came. I want my money back.",
    ),
    agent(
      "I am sorry this day was wasted. The delivery price is refunded today and the parcel comes tomorrow before noon.",
      24,
    ),
    says("Fine. But this must not happen again.", 8),
    does("resolve", 30),
    rates(3),
  ),
  help(says("@rapport how much is a 5 kg express parcel to Germany?"), does("solved", 1)),
  help(
    says(
      "My parcel {n} arrived completely crushed, the vase inside is in pieces. This is disgusting handling.",
    ),
    agent(
      "That should not happen. Please send two photos through the claims page, I have opened the claim for you.",
      16,
    ),
    says("Photos are up. It was a present, I am quite sad about it.", 20),
    agent("Thank you, the claim is accepted: 85 euro arrive within five working days.", 120),
    says("That is fair, thanks for sorting it.", 15),
    does("resolve", 4),
    rates(4),
  ),
  help(says("What are the opening hours of the {city} depot on Saturday?"), does("solved", 2)),
  help(
    says("Is there any way to get my parcels delivered in the evening? I work until six."),
    says("ah found it in the app, thanks", 6),
  ),
  help(
    says(
      "I have asked three times now where {n} is. Nobody answers. If this is not here by tomorrow I cancel my business account and switch to another carrier.",
    ),
    agent(
      "You are right to be angry, three questions and no answer is on us. {n} left {city} this morning, I follow it myself and write again at five.",
      41,
    ),
    says("ok, I will wait until five", 6),
    agent(
      "Scanned on the van, it reaches you between nine and ten tomorrow. The delivery price is refunded.",
      260,
    ),
    says("It arrived. Thank you for staying on it.", 1_100),
    does("resolve", 5),
    rates(4),
  ),
  help(says("How long does a refund take?"), does("solved", 2)),
  help(says("The driver was wonderful today, carried the box up four floors. Just wanted to say that!")),
  help(says("Can I still add insurance after I sent the parcel?"), does("not-helpful", 3)),
  help(
    says("human please"),
    agent("Hi, this is Ana, how can I help?", 4),
    says("My account is locked and I have 40 labels to print before noon.", 2),
    agent("Unlocked, please try again.", 5),
    says("works now, thanks", 3),
    does("resolve", 2),
    rates(5),
  ),
  help(
    says("@rapport how do I register a webhook for tracking events?"),
    says("perfect, that is what I needed", 4),
  ),
  help(
    says(
      "Customs asks me for an invoice for {n} but I already uploaded it. I am confused, which page is the right one?",
    ),
    agent("You uploaded it to the old form. I moved it over, customs has it now.", 30),
    says("oh, that explains it. thanks", 12),
    does("resolve", 2),
    rates(4),
  ),
  help(
    says("Why was I charged twice for the same label? 2 x 12.90 on {day}."),
    says("hello?", 45),
    says("still no answer, this is annoying", 60),
    agent("The second charge was a card check, it is released already; your bank shows it for two days.", 20),
    says("ok good to know", 9),
    does("resolve", 3),
    rates(3),
  ),
  help(says("What is the maximum weight for a standard parcel?"), does("solved", 1)),
  help(
    says("The tracking page says 'exception'. What does that mean? I am a bit nervous, it is medicine."),
    agent("It means the sorting machine could not read the label. It was relabelled and moves again.", 9),
    says("Phew, thank you!", 5),
    does("resolve", 2),
    rates(5),
  ),
  help(
    says(
      "You lost my grandmother's letters. {n}. Gone for two weeks. I don't even know what to say any more, I have given up hoping.",
    ),
    agent("I am looking for them with the depot in {city}, and I will tell you tonight whatever I know.", 35),
    says("ok", 10),
    agent("They were found in {city} under another label. They travel by courier to you tomorrow.", 380),
    says("I am crying. Thank you. Thank you!", 25),
    does("resolve", 30),
    rates(5),
  ),
  help(says("Do you deliver on public holidays?"), does("solved", 2)),
  help(
    says(
      "Your pickup did not come, again. That is the third missed pickup this month and our warehouse is full. We are moving to another provider next month, this is unacceptable.",
    ),
    agent(
      "Three missed pickups is not what you pay for. A van is with you at two today; I want to go through the schedule with you this week.",
      55,
    ),
    says("We will see at two.", 6),
    agent("The van has your 64 parcels. May I call you on Thursday at ten?", 190),
    says("yes, that works", 30),
    does("resolve", 20),
    rates(2),
  ),
  help(
    says("I typed the wrong house number for {n}, it is 12 and not 21. Can you fix it?"),
    does("solved", 4),
  ),
  help(says("Wow, ordered yesterday evening and it is here already?! I did not expect that.")),
  general(says("Good morning everyone")),
  general(says("Does anybody know a good way to pack glass bottles?"), says("nice, thanks for the tips", 30)),
  general(says("thanks to whoever fixed the app, the map is so much faster now")),
  general(says("ok")),
  help(
    says(
      "My claim for {n} was refused because of 'insufficient packaging'. I used your own box! That is ridiculous.",
    ),
    agent("I read the claim: the photo shows our box, so the refusal was wrong. It is reopened.", 48),
    says("good. how long now?", 6),
    agent("Two working days, I keep an eye on it.", 5),
    does("resolve", 1_500),
    rates(3),
  ),
  help(says("@rapport do I need a customs form for Switzerland?"), does("solved", 2)),
  help(
    says(
      "Nobody picks up at the hotline, forty minutes of music. I need to know whether {n} can be held at the depot.",
    ),
    agent("Yes: it is held in {city} for seven days from now, bring an id.", 14),
    says("Thanks, that is all I wanted to know", 4),
    does("resolve", 2),
    rates(4),
  ),
  help(
    says("The locker in {city} does not open, the code is rejected. I am standing in the rain."),
    agent("New code: sent to your phone. Please try now.", 3),
    says("opened! thank you", 2),
    does("resolve", 2),
    rates(5),
  ),
];

/** The last hours before the history ends, left open: one at risk and waiting, one in an agent's hands, one just asked. */
export const LAST_HOURS: readonly {
  readonly who: string;
  readonly minutesBeforeEnd: number;
  readonly script: ThreadScript;
}[] = [
  {
    who: "Ruth",
    minutesBeforeEnd: 160,
    script: help(
      says(
        "My business parcels from {city} have not moved since {day}. {n} and eleven more. What is going on?",
      ),
      says("Hello? Is anybody reading this? My own customers are shouting at me.", 50),
      says(
        "This is the third time this month and nobody answers. I am furious. If I hear nothing today I cancel the contract and move to another carrier.",
        60,
      ),
    ),
  },
  {
    who: "Karim",
    minutesBeforeEnd: 95,
    script: help(
      says(
        "The claim for {n} is still open after three weeks and I was promised an answer twice. I am disappointed.",
      ),
      agent(
        "I have your claim in front of me and ask the depot in {city} for the scan. You hear from me today.",
        18,
      ),
      says("Please do, this takes far too long.", 5),
    ),
  },
  {
    who: "Zoe",
    minutesBeforeEnd: 20,
    script: help(
      says("Can I have {n} kept at the depot until Monday? I am away and a bit worried it goes back."),
    ),
  },
];
