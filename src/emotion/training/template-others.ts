import type { TemplateGroups } from "./templates.ts";

/** Requests without a grievance, questions, doubt, praise, and traps: words that only sound bad. */
export const OTHERS: TemplateGroups = {
  neutral: `
    Where can I download my {thing}?
    How do I change the {thing} settings?
    How do I export the {thing}?
    Can you tell me where the {part} is?
    What are your opening hours?
    Please send me the {thing} for March.
    Please reset the password of my colleague.
    I need to update my billing address.
    I would like to change my email address.
    Can I add a second user to the {plan}?
    Can you add a user to our {plan}?
    What does the pro {plan} cost?
    Do you support single sign-on?
    Which payment methods do you accept?
    Is the {thing} available in German?
    Please change the name on the {thing}.
    I want to track my {thing}.
    When does the {thing} arrive?
    We have 12 users on the {plan}.
    The {thing} is on the second {part}.
    I use the {thing} on a Mac.
    Here is the file you asked for.
    My order number is 48213.
    It is version 4.2.
    ok
    sure
    Yes please.
    no
    see attached
    Done, I sent you the {thing}.
    Hello, I have a question about the {thing}.
    Hi there
    good morning
    How do I kill a running process?
    The query was killed by the out of memory handler, which limit applies?
    How do I abort a stuck job?
    Where do I find the error log?
    What does fatal error 12 mean in the docs?
    How can I terminate a session?
    Which crash reports do you collect?
    How do I delete an old {thing}?
    How do I cancel a scheduled {thing}?
    How do I remove a dead link from the {part}?
    The dead letter queue holds 12 messages, how do I replay them?
    How do I block a user?
    Does the attack surface scan run daily?
    What is the panic button for?
    How do I reject a request?
    The child process exits, is that expected?
    How do I set up an alert for failed logins?
    Where do I report a bug?
    How does the refund policy work?
    What is the fee for a late return?
    How do I dispute a charge?
    Is there a fee for cancellation?
    How do I handle angry customers in the template?
    The test suite covers the worst case.
    How do I force a shutdown?
    Can I mute the alarm?
    Please disable the old {thing}.
    The error is gone since the update.
    The {thing} no longer crashes.
    Could you please check the {thing} when you have time?
    I just wanted to let you know that the {thing} changed.
    No rush, but could you look at the {thing}?
    Thanks in advance.
    Can you send me a copy of the {thing}?
    I need help with the {thing}.
    I'd like to speak with someone about the {plan}.
    Can I talk to a person about an upgrade?`,
  "confusion+neutral+curiosity": `
    Which of these {part}s should I use?
    Which one of the two plans is the right one for us?
    Do I click save or apply?
    What is the difference between the two {part}s?
    What does this {part} mean?
    Is this {part} supposed to be empty?
    Am I supposed to see a {part} here?`,
  confusion: `
    I don't understand the {part}.
    I do not understand what this {part} does.
    I'm confused by the {part}.
    The {part} is confusing.
    I'm puzzled by the {thing}.
    I am lost, what do I do next?
    I'm not sure which {part} to use.
    I don't get it.
    I don't know what to do with the {thing}.
    Not sure what you mean.
    What do you mean by that?
    That makes no sense to me.
    It says active here and inactive there, which is it?
    Huh?
    Sorry, I can't follow.
    I can't figure out how the {thing} works.
    The guide says one thing and the {part} another.
    Where did the {part} go? I'm lost.
    🤔 I don't get the {part}
    How does this work? I don't see a {part}.`,
  "surprise+realization": `
    Oh wow, I did not know that.
    wow
    Wow, that was fast.
    I had no idea the {thing} could do that.
    I didn't expect that!
    Wait, what?
    Oh! So that's how it works.
    Really? I never knew.
    That surprised me.
    😮 that is new
    I just noticed the {part}, since when is it there?
    Interesting, I did not expect the {thing} to do that.`,
  "curiosity+desire+optimism+excitement": `
    May we join the preview of the {thing}?
    Is there a roadmap for the {thing}?
    I'd love to try the new {thing}.
    We would love to see a dark mode.
    Could you add a {thing} to the {part}? That would be great.
    Looking forward to the {thing}!
    Can't wait for the new {thing}.
    I'm curious how the {thing} works inside.
    We are interested in the pro {plan}.
    Tell me more about the {thing}.
    Sign me up for the {thing}.
    I have an idea for the {part}.
    Feature request: a {thing} per team.
    When is the new {thing} coming out?
    I hope the {thing} will be out soon.
    I wonder if the {thing} can do this too.
    We're keen to test the {thing}.
    What if the {part} showed the {thing}?`,
  "neutral+disapproval": `
    I doubt it.
    I'm not convinced.
    I'm sceptical about the {thing}.
    Sounds too good to be true.
    Is the {thing} really secure?
    Are you sure that this works?
    Does that really help anyone?
    I'll believe it when I see it.
    Do you have any proof for that?
    Hard to believe.
    Sounds like marketing to me.
    I've heard that before.
    Why should I trust the {thing}?
    We'll see.
    If you say so.
    What's the catch?
    I don't think that is the reason.
    I am not so sure about that.
    Hmm, is that really a fix?`,
  gratitude: `
    Thank you!
    thanks
    Thanks a lot for your help.
    Thank you so much, {team} was very kind.
    thx, works now
    Cheers, all good now.
    Thanks, that solved it.
    Thanks for the quick answer.
    Many thanks, the {thing} works again.
    It took a while but you solved it, thank you.
    It was slow at first, but now it's fine, thanks.
    🙏 thank you
    Much appreciated.`,
  "joy+excitement+admiration+love": `
    I love the new {thing}!
    Love it
    The {thing} is fantastic.
    The {thing} is so fast now, I love it.
    Best {thing} we ever had.
    Best support I have had in years.
    You are the best!
    Amazing work on the {thing}.
    yay it works
    yess
    yeees it runs
    yesss!
    works!!
    it runs!!
    runs 🙌
    Best {thing} on the market.
    Best purchase in years.
    yesss it works
    woohoo the {thing} runs
    it runs 🎉
    works 👍
    works now 🎉🎉
    ❤️ the {thing}
    Awesome, the {thing} works!
    We are so happy with the {thing}.
    I'm thrilled with the {thing}.
    So excited about the {thing}!
    Wow, great job!
    You made my day.
    The {thing} saved us hours.
    Five stars for {team}.
    I recommend you to everyone.`,
  "approval+relief+admiration+gratitude": `
    Works fine now.
    No complaints about the {thing}.
    No complaints on our end.
    The {thing} isn't slow any longer.
    It works.
    That did the trick.
    All good now.
    Problem solved.
    The {thing} is fixed.
    No complaints.
    No problems so far.
    Nothing to complain about.
    Not bad at all.
    I can't complain.
    Never had a problem with the {thing}.
    I'm satisfied with the {thing}.
    The {thing} does what it should.
    Happy with the {plan}.
    {team} was helpful.
    Phew, the {thing} is back.
    What a relief, nothing was lost.
    Great, that works for us.
    Perfect, thank you.
    Great, thanks!
    Super, that's clear now.
    Sounds good.
    Good call, we'll do that.`,
  amusement: `
    haha that's funny
    lol nice one
    Haha, my mistake!
    😂😂
    LOL I forgot to plug it in
    Your error page made me laugh.`,
};
