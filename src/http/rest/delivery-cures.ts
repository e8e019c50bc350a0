import type { TroubleKind } from "../contract.ts";

interface Cure {
  readonly meaning: string;
  readonly cure: string;
}

/** What the codes of the spine and of delivery mean to the person who decides. */
const BY_CODE: Readonly<Record<string, Cure>> = {
  "work.deadline": {
    meaning: "Working on the event took longer than two minutes, five times.",
    cure: "Look whether the chat model or another service hangs (Settings, Models), then replay it.",
  },
  "work.unreadable": {
    meaning: "This version of Rapport cannot read the event.",
    cure: "After an update replay it; else discard it.",
  },
  "store.slow-statement": {
    meaning: "The database stopped a statement that ran for too long.",
    cure: "Look at the load of the database server, then replay it.",
  },
  "store.busy": {
    meaning: "The work met other transactions each time and was undone.",
    cure: "Look for long transactions on the database server, then replay it.",
  },
  "store.refused": {
    meaning: "The database refused what the event led to.",
    cure: "The log names the statement's code. Replay it after an update; else discard it.",
  },
  "delivery.deadline": {
    meaning: "The platform did not answer within ten seconds, so the post may or may not be there.",
    cure: "Look at the channel. Send it again only when it is missing.",
  },
  "delivery.sender-lost": {
    meaning: "Rapport was stopped while the post was under way, so it may or may not be there.",
    cure: "Look at the channel. Send it again only when it is missing.",
  },
  "delivery.no-adapter": {
    meaning: "The platform of this post is not connected.",
    cure: "Connect it (Settings, Set-up) and send the post again, or discard it.",
  },
  "delivery.no-target": {
    meaning: "The post that was to be changed was never sent.",
    cure: "Discard it: there is nothing to change.",
  },
  "delivery.no-thread": {
    meaning: "The thread to answer in was never posted.",
    cure: "Discard it, or answer the customer in the channel.",
  },
  restored: {
    meaning: "It was still waiting when the backup was made that this desk was restored from.",
    cure: "Look at the channel whether the former desk has done it. If not, let it go on.",
  },
};

const BY_KIND: Readonly<Record<TroubleKind, Cure>> = {
  dead: {
    meaning: "No attempt could work the event; nobody has been answered.",
    cure: "Mend the cause that the code names, then replay it. Discarded, nobody is answered.",
  },
  uncertain: {
    meaning: "The platform gave no clear answer, so the post may or may not be there.",
    cure: "Look at the channel. Send it again only when it is missing.",
  },
  failed: {
    meaning: "The platform refused the post for good.",
    cure: "Mend what the code names (a right, an archived channel), then send it again, or discard it.",
  },
};

export const cureOf = (kind: TroubleKind, code: string): Cure => BY_CODE[code] ?? BY_KIND[kind];
