/** Words of an ordinary day. */
export const BENCH_TEXTS: readonly string[] = [
  "how long does a refund take? I sent the parcel back on Monday and have heard nothing since",
  "thanks, that worked!",
  "the app says error 4012 whenever I try to pay, **what now**?",
  "my order is a week late and nobody answers, I want to talk to a human please",
  "does anybody know whether express works on Saturdays?",
];
