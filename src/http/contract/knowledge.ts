import { z } from "zod";
import { instant } from "./shared.ts";
import { answerDraft } from "./turns.ts";

export const visibility = z.enum(["public", "private"]);

export const articleRow = z.object({
  id: z.string(),
  title: z.string(),
  format: z.enum(["markdown", "html", "pdf", "csv", "docx", "text"]),
  source: z.string(),
  url: z.string().nullable(),
  visibility,
  updatedAt: instant,
  passages: z.number(),
});

export const knowledgeStatus = z.object({
  articles: z.number(),
  passages: z.number(),
  vectors: z.number(),
  vectorSearch: z.enum(["hnsw", "exact"]),
  vectorSearchReason: z.string(),
  embedder: z.string(),
});

export const articles = z.object({ articles: z.array(articleRow), status: knowledgeStatus });

export const passageView = z.object({
  id: z.string(),
  ordinal: z.number(),
  headingPath: z.array(z.string()),
  text: z.string(),
  pageLabel: z.string().nullable(),
  anchor: z.string().nullable(),
});

export const articleDetail = z.object({ article: articleRow, passages: z.array(passageView) });

/** The body is the file itself (at most 20 MB), its name and visibility are in the query. */
export const uploadQuery = z.object({
  name: z.string().min(1).max(200),
  visibility: visibility.default("public"),
});

/** A file that cannot be read is an answer (200), not an error. */
export const uploadOutcome = z.discriminatedUnion("kind", [
  z.object({
    kind: z.enum(["added", "replaced", "unchanged"]),
    article: articleRow,
    warnings: z.array(z.object({ code: z.string(), count: z.number(), detail: z.string() })),
  }),
  z.object({ kind: z.literal("refused"), code: z.string(), detail: z.string(), cure: z.string() }),
]);

export const testQuestion = z.object({
  question: z.string().min(1).max(2_000),
  audience: z.enum(["public", "private", "staff"]).default("public"),
});

export const testResult = z.object({
  passages: z.array(
    z.object({
      passage: passageView,
      articleId: z.string(),
      articleTitle: z.string(),
      url: z.string().nullable(),
      similarity: z.number(),
    }),
  ),
  /** 0..1; the bot answers from 0.5. */
  answerability: z.number(),
  draft: answerDraft,
  tookMs: z.number(),
});

export type ArticleRow = z.infer<typeof articleRow>;
export type Articles = z.infer<typeof articles>;
export type PassageView = z.infer<typeof passageView>;
export type TestResult = z.infer<typeof testResult>;
export type UploadOutcome = z.infer<typeof uploadOutcome>;
