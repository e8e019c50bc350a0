import type { Hono } from "hono";
import { z } from "zod";
import { topEmotion } from "../../domain/emotion.ts";
import { RapportError } from "../../domain/errors.ts";
import { isId } from "../../domain/ids.ts";
import { unknownThing } from "../api-fault.ts";
import type { Auth } from "../auth/create-auth.ts";
import { refuseOtherSites } from "../auth/request-origin.ts";
import { API_PREFIX } from "../contract.ts";
import { readJson } from "../read-body.ts";
import type { RestServices } from "../rest-services.ts";
import { admit, type RestContext, type RestEnv } from "./bind.ts";
import { createOpenApi } from "./openapi.ts";

/** Shown in place; everything else is downloaded, so that no stored file can act as a page of ours. */
const SHOWN = new Set(["image/png", "image/jpeg", "image/webp", "image/gif"]);

const textSchema = z.object({ text: z.string().min(1).max(20_000) });
const questionSchema = z.object({ query: z.string().min(1).max(2_000) });

/** What the table does not hold: stored files, the description of the API, and three calls under the names people know. */
export function addOtherRoutes(app: Hono<RestEnv>, services: RestServices, auth: Auth): void {
  let description: object | null = null;
  app.get(`${API_PREFIX}/openapi.json`, async (context) => {
    auth.checkHost(context.env.incoming);
    await admit(context, "anyone", auth);
    description ??= createOpenApi(services.version);
    return context.json(description);
  });
  app.get(`${API_PREFIX}/files/:id`, (context) => giveFile(context, services, auth));

  app.post("/predict_emotion", async (context) => {
    const { body } = await asStaff(context, auth, textSchema);
    const { scores, mood } = await tagText(services, body.text);
    return context.json({ emotion: topEmotion(scores), scores, mood });
  });
  app.post("/analyze_sentiment", async (context) => {
    const { body } = await asStaff(context, auth, textSchema);
    const { sentiment, mood } = await tagText(services, body.text);
    return context.json({ sentiment, mood });
  });
  app.post("/query_rag", async (context) => {
    const { body, tenantId } = await asStaff(context, auth, questionSchema);
    const { retrieval, draft } = await services.knowledge.test({
      tenantId,
      question: body.query,
      audience: "public",
    });
    const passages = retrieval.passages.map(({ passage, articleTitle, url, similarity }) => ({
      title: articleTitle,
      text: passage.text,
      url,
      similarity,
    }));
    return context.json({
      answer: draft.kind === "cited" ? draft.text : null,
      kind: draft.kind,
      answerability: retrieval.answerability,
      passages,
    });
  });
}

async function asStaff<S extends z.ZodType>(context: RestContext, auth: Auth, schema: S) {
  const request = context.env.incoming;
  auth.checkHost(request);
  refuseOtherSites(request, auth.publicOrigin);
  const caller = await admit(context, "staff", auth);
  const parsed = schema.safeParse(await readJson(request));
  if (parsed.success) return { body: parsed.data, tenantId: caller?.tenantId ?? auth.homeTenantId };
  const fields = parsed.error.issues.map((issue) => issue.path.join(".") || "the whole").join(", ");
  throw new RapportError("request.invalid", `Not as agreed: ${fields}.`, "Send JSON with the field named.");
}

async function tagText({ tagger }: RestServices, text: string) {
  const outcome = await tagger.tag(text);
  if (outcome.kind === "tagged") return outcome.tag;
  throw new RapportError(
    "emotion.unavailable",
    "The emotion model does not answer.",
    "Try again in a moment.",
  );
}

async function giveFile(context: RestContext, { store }: RestServices, auth: Auth): Promise<Response> {
  auth.checkHost(context.env.incoming);
  const caller = await admit(context, "staff", auth);
  const id = context.req.param("id") ?? "";
  const tenantId = caller?.tenantId ?? auth.homeTenantId;
  const file = isId(id) ? await store.transaction(tenantId, (desk) => desk.files.get(id)) : null;
  if (!file) throw unknownThing("file");
  const isShown = SHOWN.has(file.ref.mediaType);
  return new Response(new Uint8Array(file.bytes), {
    headers: {
      "content-type": isShown ? file.ref.mediaType : "application/octet-stream",
      "content-disposition": `${isShown ? "inline" : "attachment"}; filename*=UTF-8''${asciiName(file.ref.name)}`,
      "content-security-policy": "default-src 'none'; sandbox",
      "cache-control": "private, max-age=3600",
    },
  });
}

const asciiName = (name: string): string =>
  encodeURIComponent(name.slice(0, 120).replace(/\p{Surrogate}/gu, "_")).replace(
    /['()*]/g,
    (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`,
  );
