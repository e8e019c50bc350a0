import { EMOTIONS, type EmotionTag, topEmotion } from "../../domain/emotion.ts";
import type { ReadEmotion } from "../embedded-tagger.ts";
import { type CorpusRow, readCorpus, readHeldOut } from "./corpora.ts";
import { accuracy, areaUnderCurve, calibrationError, correlation, f1ByClass, macroF1 } from "./measures.ts";

interface Tagged {
  readonly row: CorpusRow;
  readonly tag: EmotionTag;
}
const round = (value: number): string => value.toFixed(3);
const listed = (values: ReadonlyMap<string, number>): string =>
  [...values].map(([name, value]) => `${name} ${value.toFixed(2)}`).join(", ");

/** Lines that say how good the readings are on the development data. */
export function* evaluate(folder: string, read: ReadEmotion): Generator<string> {
  const tagAll = (rows: readonly CorpusRow[]): Tagged[] => rows.map((row) => ({ row, tag: read(row.text) }));
  for (const name of ["goemotions.dev", "xed.dev", "support-hand"]) {
    const rows = tagAll(readCorpus(folder, name));
    yield `${name}: ${emotionLine(rows)}`;
    yield `${name}: ${riskLine(rows)}`;
    if (name !== "xed.dev") yield `${name}: ${moodLine(rows)}`;
  }
  const airline = tagAll(readCorpus(folder, "airline.dev"));
  yield `airline.dev: ${riskLine(airline)}`;
  yield `airline.dev: ${polarityLine(airline)}`;
  const emobank = tagAll(readCorpus(folder, "emobank.dev"));
  const r = correlation(
    emobank.map(({ tag }) => tag.sentiment),
    emobank.map(({ row }) => row.valence ?? 0),
  );
  yield `emobank.dev: sentiment r ${round(r)}`;
  const atRecall = riskAtRecall(airline, 0.6);
  yield `airline.dev at recall 0.6 (risk ${round(atRecall)}): non-complaints flagged ${round(
    flagged(
      airline.filter(({ row }) => row.risk === 0),
      atRecall,
    ),
  )}`;
  for (const name of ["banking77.train", "bitext.train"]) {
    const rows = tagAll(readHeldOut(folder, name));
    yield `${name} (held out): flagged at 0.5 ${round(flagged(rows, 0.5))}, at airline recall 0.6 ${round(flagged(rows, atRecall))}`;
  }
}

function emotionLine(rows: readonly Tagged[]): string {
  const single = rows.flatMap(({ row, tag }) =>
    row.label
      ? [{ truth: row.label, guess: topEmotion(tag.scores), confidence: tag.scores[topEmotion(tag.scores)] }]
      : [],
  );
  const confident = single.map(({ truth, guess, confidence }) => ({ confidence, isRight: truth === guess }));
  const byClass = f1ByClass(single);
  const ordered = new Map(
    EMOTIONS.flatMap((emotion) => (byClass.has(emotion) ? [[emotion, byClass.get(emotion) ?? 0]] : [])),
  );
  return `accuracy ${round(accuracy(single))}, macro-F1 ${round(macroF1(single))}, ECE ${round(calibrationError(confident))} (${listed(ordered)})`;
}

function riskLine(rows: readonly Tagged[]): string {
  const known = rows.filter(({ row }) => row.risk !== undefined);
  const auc = areaUnderCurve(
    known.map(({ tag }) => tag.risk),
    known.map(({ row }) => row.risk === 1),
  );
  const guesses = known.map(({ row, tag }) => ({
    truth: row.risk === 1 ? "risk" : "none",
    guess: tag.risk >= 0.5 ? "risk" : "none",
  }));
  return `risk AUC ${round(auc)}, F1 at 0.5 ${round(f1ByClass(guesses).get("risk") ?? 0)}`;
}

function moodLine(rows: readonly Tagged[]): string {
  const known = rows.flatMap(({ row, tag }) =>
    row.mood ? [{ truth: row.mood, guess: tag.mood as string }] : [],
  );
  return `mood accuracy ${round(accuracy(known))}, macro-F1 ${round(macroF1(known))} (${listed(f1ByClass(known))})`;
}

function polarityLine(rows: readonly Tagged[]): string {
  const polar = rows.filter(({ row }) => row.polarity === 1 || row.polarity === -1);
  const auc = areaUnderCurve(
    polar.map(({ tag }) => tag.sentiment),
    polar.map(({ row }) => row.polarity === 1),
  );
  return `sentiment, positive against negative, AUC ${round(auc)}`;
}

const flagged = (rows: readonly Tagged[], from: number): number =>
  rows.filter(({ tag }) => tag.risk >= from).length / Math.max(1, rows.length);

/** The highest risk at which this share of the complaints is still flagged. */
function riskAtRecall(rows: readonly Tagged[], recall: number): number {
  const values = rows.filter(({ row }) => row.risk === 1).map(({ tag }) => tag.risk);
  values.sort((a, b) => b - a);
  return values[Math.ceil(values.length * recall) - 1] ?? 1;
}

/** Rounds of which the middle one counts; the first readies the words. */
const SPEED_ROUNDS = 5;

/** CPU of one reading over the development texts of two corpora, by the clock of CPU time that is handed in (microseconds). */
export function speedLine(folder: string, read: ReadEmotion, cpuUs: () => number): string {
  const texts = ["goemotions.dev", "airline.dev"].flatMap((name) =>
    readCorpus(folder, name).map(({ text }) => text),
  );
  const rounds = Array.from({ length: SPEED_ROUNDS }, () => {
    const startedAt = cpuUs();
    for (const text of texts) read(text);
    return (cpuUs() - startedAt) / texts.length;
  }).sort((one, other) => one - other);
  const [least, middle, most] = [rounds[0], rounds[SPEED_ROUNDS >> 1], rounds.at(-1)].map((us = 0) =>
    us.toFixed(0),
  );
  return `speed: ${middle} us of CPU a message (${least}-${most}), ${texts.length} texts`;
}
