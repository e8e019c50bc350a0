/** Who may be told: `public` articles may be quoted anywhere, `private` ones only in a DM, staff channel or ephemeral reply. */
export type Visibility = "public" | "private";

export type ArticleFormat = "markdown" | "html" | "pdf" | "csv" | "docx" | "text";

/** A source the company gave us. */
export interface Article {
  readonly id: string;
  readonly title: string;
  readonly format: ArticleFormat;
  /** File name or address it came from. */
  readonly source: string;
  /** Where a reader can open it; the only links an answer may carry. */
  readonly url: string | null;
  readonly visibility: Visibility;
  /** SHA-256 of the bytes: an unchanged source is not indexed again. */
  readonly contentHash: string;
  readonly updatedAt: Date;
}

/** An indexed piece of an article: 350-900 characters that never cross a heading. */
export interface Passage {
  readonly id: string;
  readonly articleId: string;
  readonly ordinal: number;
  /** Article title and the headings above the text, outermost first. */
  readonly headingPath: readonly string[];
  readonly text: string;
  /** 1-based page as printed, for PDFs. */
  readonly pageLabel: string | null;
  /** Id to jump to within `url`. */
  readonly anchor: string | null;
  readonly visibility: Visibility;
  /** Columns of a CSV row (rating, emotion, date ...) when the passage is one. */
  readonly fields: Readonly<Record<string, string>> | null;
  readonly contentHash: string;
}

export interface RetrievedPassage {
  readonly passage: Passage;
  readonly articleTitle: string;
  readonly url: string | null;
  /** 0..1, larger is nearer; comparable within one query. */
  readonly similarity: number;
}

/** Pointer from an answer to where it was read. */
export interface Citation {
  readonly articleId: string;
  readonly passageId: string;
  readonly title: string;
  readonly heading: string | null;
  readonly pageLabel: string | null;
  readonly url: string | null;
}

export type AnswerDraft =
  | {
      readonly kind: "cited";
      readonly text: string;
      readonly citations: readonly Citation[];
      /** 0..1: that the sources hold an answer. */
      readonly answerability: number;
      readonly writer: string;
    }
  | {
      readonly kind: "clarify";
      readonly question: string;
      readonly choices: readonly { readonly label: string; readonly passageId: string }[];
      readonly answerability: number;
    }
  | {
      readonly kind: "abstained";
      /** `near`: something close was found; `far`: nothing on this. */
      readonly distance: "near" | "far";
      readonly nearest: readonly Citation[];
      readonly answerability: number;
    }
  | { readonly kind: "unavailable"; readonly code: string };

const BY_MODEL = "generated:";

/** Who wrote an answer, where a chat model phrased it. */
export const modelWriter = (model: string): string => `${BY_MODEL}${model}`;

/** A chat model phrased it, and each of its sentences was found in a passage. */
export const isModelWritten = ({ writer }: { readonly writer: string }): boolean =>
  writer.startsWith(BY_MODEL);
