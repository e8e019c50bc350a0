import { basename } from "node:path";
import type { Passage } from "../../domain/knowledge.ts";
import type { ConsoleDesk } from "../../ports/stores/views.ts";
import { unknownThing } from "../api-fault.ts";
import { MAX_UPLOAD_BYTES, readBytes } from "../read-body.ts";
import type { RestServices } from "../rest-services.ts";
import type { Handlers } from "./ask.ts";
import { wire } from "./wire.ts";

type KnowledgeHandlers = Pick<
  Handlers,
  "GET /articles" | "GET /articles/{id}" | "PUT /articles" | "DELETE /articles/{id}" | "POST /knowledge/test"
>;

export const knowledgeHandlers = ({ store, knowledge }: RestServices): KnowledgeHandlers => ({
  async "GET /articles"({ tenantId }) {
    const articles = await store.transaction(tenantId, (desk) => desk.articles.list());
    return { articles: wire(articles), status: await knowledge.status(tenantId) };
  },

  "GET /articles/{id}": ({ tenantId, params }) =>
    store.transaction(tenantId, async (desk) => {
      const article = await readArticle(desk, params.id);
      const passages = await desk.articles.listPassages(params.id);
      return { article, passages: passages.map(toPassageView) };
    }),

  async "PUT /articles"({ tenantId, query, request, caller, now }) {
    const bytes = await readBytes(request, MAX_UPLOAD_BYTES);
    const { visibility } = query;
    const outcome = await knowledge.ingest({ tenantId, name: basename(query.name), visibility, bytes });
    if (outcome.kind === "refused") return outcome;
    const { kind, articleId, warnings } = outcome;
    const article = await store.transaction(tenantId, async (desk) => {
      if (kind !== "unchanged") {
        const action = `article.${kind}`;
        await desk.audit.add({ actor: caller.name, action, subject: articleId, happenedAt: now });
      }
      return readArticle(desk, articleId);
    });
    return { kind, article, warnings: [...warnings] };
  },

  async "DELETE /articles/{id}"({ tenantId, params, caller, now }) {
    if (!(await knowledge.remove(tenantId, params.id))) throw unknownThing("article");
    await store.transaction(tenantId, (desk) =>
      desk.audit.add({
        actor: caller.name,
        action: "article.removed",
        subject: params.id,
        happenedAt: now,
      }),
    );
    return { done: true };
  },

  async "POST /knowledge/test"({ tenantId, body }) {
    const startedMs = performance.now();
    const { retrieval, draft } = await knowledge.test({ tenantId, ...body });
    return {
      passages: retrieval.passages.map(({ passage, articleTitle, url, similarity }) => ({
        passage: toPassageView(passage),
        articleId: passage.articleId,
        articleTitle,
        url,
        similarity,
      })),
      answerability: retrieval.answerability,
      draft: wire(draft),
      tookMs: performance.now() - startedMs,
    };
  },
});

async function readArticle(desk: ConsoleDesk, id: string) {
  const article = await desk.articles.get(id);
  if (!article) throw unknownThing("article");
  return wire({ ...article, passages: (await desk.articles.listPassages(id)).length });
}

const toPassageView = ({ id, ordinal, headingPath, text, pageLabel, anchor }: Passage) => ({
  id,
  ordinal,
  headingPath: [...headingPath],
  text,
  pageLabel,
  anchor,
});
