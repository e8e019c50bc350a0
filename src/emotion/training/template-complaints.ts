import type { TemplateGroups } from "./templates.ts";

/** One text per line; the group names what it may be, joined by `+`. */
export const COMPLAINTS: TemplateGroups = {
  annoyance: `
    The {thing} still doesn't work.
    still nothing
    Still broken after your fix.
    The {thing} is broken again.
    It crashes every time I open the {thing}.
    Your {thing} keeps failing and nobody cares.
    The {thing} has been down for {span}.
    The {thing} stopped working again, fix it.
    Since your last update the {thing} fails all the time.
    I updated as you said and the {thing} is as slow as before.
    I did everything you told me and the {thing} still fails.
    Same error as last week with the {thing}.
    This is the {count} time I ask about the {thing}.
    {count} time asking, can someone please answer?
    This is the {count} time this week that the {thing} breaks.
    I have asked {times} about the {thing} and got no answer.
    I already explained this {times}.
    I already sent you the {thing} details, please read my ticket.
    I have emailed {team} {times} without any reply.
    As I said before, the {thing} does not load.
    How many times do I have to explain this?
    How often do I have to send the same screenshot?
    Why do I have to repeat myself with every agent?
    You keep asking me for the same information.
    I get the same canned reply every time.
    Please stop sending me the same link, it does not help.
    I have been waiting for {span} now.
    I've been on hold for {span}.
    On hold for {span} and then {team} hung up on me.
    Waiting {span} for a reply from {team}.
    Still waiting for my {thing}.
    Still no answer from {team}.
    No response from {team} for {span}.
    It has been {span} and nobody got back to me.
    Nobody answers the phone.
    Nobody from {team} ever called me back.
    Hello? Is anyone there?
    Is anybody reading these tickets?
    Your team never answers.
    I was told someone would call me {when}. Nobody did.
    you said it would be fixed {when}, it is not
    I was charged {times} for the {thing}.
    I was billed for a {thing} that we cancelled.
    You charged my card for a {thing} I never ordered.
    My invoice is wrong again.
    You billed us for users we removed months ago.
    Why was I charged again?
    I want my money back.
    Where is my refund? It's been {span}.
    You still haven't refunded me.
    My {thing} was delayed {span} and no one told us.
    My {thing} is late again.
    Delayed again, second time this week.
    The {thing} was cancelled without notice and no one can rebook us.
    You lost my {thing} and nobody can tell me where it is.
    Missed my connection because of your delay.
    Stuck here for {span} with no information.
    The {thing} never arrived.
    My {thing} arrived damaged.
    Your {thing} won't let me log in.
    I can't get through to {team}.
    why can't I reach anyone
    This takes far too long.
    The {thing} is painfully slow.
    Too many bugs in the {thing}.
    The {thing} is useless without the {thing}.
    It takes {span} to load the {thing}, that is not acceptable.
    I'm not happy with this answer.
    I am not satisfied with how {team} handled this.
    That is not what I asked.
    That did not help at all.
    That doesn't answer my question.
    your answer does not help
    Your bot is no help, give me a human.
    I want to speak to a manager.
    Let me talk to a real person, this bot is useless.
    Please escalate this, I am tired of waiting.
    Can someone finally look at my ticket?
    When will you finally fix the {thing}?
    Could you please finally answer, it has been {span}.
    I would appreciate an answer at some point.
    With all due respect, {span} without a reply is too long.
    I'm sorry to insist but the {thing} has not worked for {span}.
    With respect, this has now gone on for {span}.
    Kindly look at this, we have been without the {thing} for {span}.
    Why is this so complicated?
    Why does the {thing} never work when I need it?
    Your {thing} logs me out every few minutes.
    the {thing} is down AGAIN
    fix your {thing}!!
    come on, really?
    seriously? again?
    Unbelievable. {span} and no answer.
    😤 still waiting
    another day without the {thing} 🙄
    the {thing} is down again 😠
    no reply 👎
    {good}, another error.
    {good}, the {thing} is down again.
    {good}, now the {thing} is gone too.
    {good}, I get to start from the beginning.
    Oh {good}, another update that breaks the {thing}.
    {good} job losing my {thing}.
    {good} work, the {thing} broke on a Friday again.
    Thanks for nothing.
    thanks a lot for breaking the {thing}
    Thanks for wasting my afternoon.
    Thanks for the {span} of silence.
    I just love waiting {span} for an answer.
    Love how the {thing} breaks right before {event}.
    I really enjoy being ignored for {span}.
    How nice of {team} to close my ticket without an answer.
    Just what I needed, another {thing} failure.
    So much for your 24 hour support.
    What a surprise, the {thing} fails again.
    Sure, because I have nothing better to do than fix your {thing}.
    Yeah right, "fixed".
    Slow clap for {team}.
    {good}, {span} without a working {thing}.
    ten out of ten for ignoring customers
    Clearly nobody tested the {thing}.
    Is it that hard to get the {thing} right?
    Do you even read what I write?
    Good {thing}, bad support.
    I like the {thing} but the support is {bad}.
    The app is good but the {thing} never works.
    The {thing} is nice, but it crashes every day.
    Thanks for the quick reply, but it still does not work.
    Please remove me from your list.
    The documentation is wrong.
    The {part} does nothing when I click it.
    I'm fed up with the {thing}.
    This is costing us money.
    We lost a client because the {thing} was down.
    I have better things to do than chase {team}.`,
  "annoyance+anger": `
    This is {bad}.
    {bad}!
    {bad}.
    {bad} {thing}
    {bad} support
    {bad} app
    terrible
    horrible
    awful
    useless
    {bad}
    {bad} service
    Your service is {bad}.
    your {thing} is {bad} and so is your support
    {bad} experience with {team}
    The {thing} is {bad}, I want a refund.
    What a {bad} way to treat customers.
    {team} is {bad}.
    I AM SICK OF THIS
    STOP EMAILING ME
    FIX THE {thing} NOW
    WHY IS THE {thing} DOWN AGAIN
    I WANT MY MONEY BACK
    ANSWER ME
    NOTHING WORKS
    Worst {thing} I have ever used.
    Worst customer service ever.
    The rudest staff I have met.
    Your agent was rude to me.
    {team} hung up on me {times}.
    Absolutely unacceptable, {span} of downtime.
    Unacceptable. Get it fixed.
    Stop wasting my time.
    soooo annoying
    whyyyy does it not work
    nooooo not again
    I hate this {thing}.
    I can't stand this {thing} any more.`,
  anger: `
    You are idiots.
    You people are incompetent.
    What a bunch of clowns.
    You are thieves, give me my money back.
    You stole my money.
    Liars. You promised a refund {when}.
    I am furious.
    I am furious about the {thing}.
    I'm so angry right now.
    How dare you charge me for this?
    You will hear from my lawyer.
    I will report you to the authorities.
    I'm going to sue you.
    This is fraud.
    Shame on you.
    Screw your {thing}.
    go to hell with your {thing}
    damn {thing}, damn company
    what the hell is wrong with your {thing}
    WTF is this??
    are you kidding me???
    ARE YOU KIDDING ME
    🤬 the {thing}
    😡😡😡
    fire whoever made this`,
  disgust: `
    This is disgusting.
    Your ads are vile.
    vile
    disgusting
    What a nasty trick.
    gross
    Your business practices are disgusting.
    The tricks on your {part} are sleazy.
    What a scam, it makes me sick.
    That ad is revolting.
    Selling our data is gross.
    Your sales calls are creepy.
    Dark patterns on the cancel {part}, disgusting.
    It's sickening how you treat people.
    The room was filthy and smelled.
    🤮 your new {part}
    vile behaviour by {team}
    This spam is nasty.`,
  "fear+nervousness": `
    I'm worried that we lost our data.
    I'm afraid my {thing} was hacked.
    I am scared someone got into my {thing}.
    Is our data safe? I'm really worried.
    I'm nervous about {event} {when}.
    We have {event} {when} and I'm getting nervous.
    {event} runs {when}, I'm panicking.
    Please help, I think I deleted everything!
    Did I just lose all my work??
    I'm anxious about losing the {thing}.
    I fear that the backup is empty.
    It scares me that strangers can see the {thing}.
    Someone logged in to my {thing} from abroad, I'm frightened.
    Worried about the leak, are our passwords out?
    I don't dare to click the {part}.
    I'm terrified of losing the {thing} {when}.
    😰 I think I sent it to the wrong customers
    If the {thing} fails {when} I will lose my job.`,
  disappointment: `
    I'm disappointed.
    Very disappointed in {team}.
    What a disappointment, I expected more of the {thing}.
    I had hoped for more from the {thing}.
    I expected better from you.
    Such a letdown.
    You let us down again.
    The {thing} is not what you promised.
    After all your promises the {thing} is still missing.
    It used to be a good {thing}.
    You used to be great, what happened?
    The new {thing} is worse than the old one.
    Not worth the money.
    What a pity, I liked the {thing}.
    Sad to see the {thing} go downhill.
    It's a shame that the {thing} was removed.
    The {thing} was a waste of money.
    I wish I had never upgraded.
    Unfortunately the {thing} did not live up to it.
    We are unhappy with the {thing}.
    so sad 😢
    😞 no {thing} again
    That's too bad, we needed the {thing}.
    Not impressed by the {thing}.
    The {thing} does not do what the ad said.`,
  "sadness+disappointment+remorse+grief": `
    I give up.
    I don't care any more.
    I no longer have the patience for this.
    Too tired to go on with this.
    I give up on the {thing}.
    Never mind, we will live without the {thing}.
    Forget it.
    I've lost hope that the {thing} gets fixed.
    I don't have the strength to ask again.
    No point in asking again.
    I'm tired of this.
    I'm so tired of explaining.
    It is what it is, nothing will change.
    I guess nobody will ever fix the {thing}.
    We stopped expecting an answer.
    Whatever, just close the ticket.
    I feel helpless.
    I could cry, all my work is gone.
    All our photos are gone. I am heartbroken.
    Please cancel my {plan}.
    Cancel my {plan}.
    Please close our {plan}.
    We want to terminate our {plan}.
    We are not renewing.
    We won't be renewing our {plan}.
    I will not renew the {plan}.
    We have decided to leave.
    We are leaving after five years.
    This was our last year with you.
    I'm cancelling everything.
    You just lost a customer.
    We are going to switch to another provider.
    We're moving to a competitor {when}.
    I have no choice but to leave.
    Delete my {plan}, I'm done.
    Goodbye, we are done here.`,
  "neutral+disappointment+sadness+disapproval": `
    I'd like to cancel my {plan} at the end of the month.
    We want to end the {plan} by June.
    I would like to stop my {plan}.
    We are looking at alternatives.
    We are comparing you with a competitor.
    Another vendor offers this for less.
    Your competitor does this for half the price.
    Why should I stay with you?
    What happens to my data when I leave?
    How do I leave?
    How can I get out of the contract?
    We may not extend the {plan}.
    The contract ends soon and I doubt we extend it.
    Our boss wants to move to another tool.`,
  "annoyance+disappointment+disapproval+nervousness+sadness": `
    I can't add my {thing}.
    I cannot log in to my {thing}.
    I can't find my {thing} any more.
    My {thing} is not working.
    My {thing} won't start.
    The {thing} doesn't load.
    The {thing} is missing.
    The {thing} shows an error.
    It says the {thing} failed.
    My {thing} disappeared.
    The {thing} does not sync with the {thing}.
    I haven't received my {thing}.
    I did not get a confirmation for my {thing}.
    The {thing} keeps disconnecting.
    My payment was declined and I don't know why.
    The {thing} got stuck.
    I tried to restart the {thing} but it did not help.
    I tried everything and the {thing} does not respond.
    My {thing} was cancelled.
    The {thing} has been delayed.
    The numbers in the {thing} are wrong.
    I need this fixed {when}, {event} depends on it.
    This is urgent, our customers cannot use the {thing}.
    Our whole team is blocked.
    The {thing} doesn't let me save.
    It fails with a timeout since this morning.`,
};
