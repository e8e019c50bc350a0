import type { ComponentChildren } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import type { ArticleRow, Articles } from "../../../../src/http/contract.ts";
import { call } from "../../lib/api.ts";
import { ago, count } from "../../lib/format.ts";
import { useListKeys } from "../../lib/list-keys.ts";
import { useLoad } from "../../lib/load.ts";
import { now } from "../../lib/now.ts";
import { query } from "../../lib/router.ts";
import { mayManage } from "../../lib/session.ts";
import { Icon } from "../../ui/icon.tsx";
import { Chip, RoomHead } from "../../ui/parts.tsx";
import { Empty, Shown } from "../../ui/states.tsx";
import { ViewTabs } from "../../ui/tabs.tsx";
import { TestQuestion } from "./test-question.tsx";
import { UploadList, useUploads } from "./uploads.tsx";

type Tab = "articles" | "test";

export function Knowledge() {
  const tab: Tab = query.value.get("tab") === "test" ? "test" : "articles";
  const source = useLoad("articles", (signal) => call("GET /articles", { signal }), 20_000);
  const uploads = useUploads(() => void source.reload());
  return (
    <DropZone isOn={mayManage()} onFiles={uploads.add}>
      <div class="room">
        <RoomHead title="Knowledge" lead="The only sources of every answer.">
          {mayManage() ? <UploadButton onFiles={uploads.add} /> : null}
        </RoomHead>
        <ViewTabs
          label="Knowledge"
          views={[
            { view: "articles", says: "Articles", count: source.state.value.data?.articles.length },
            { view: "test", says: "Test a question" },
          ]}
          chosen={tab}
          hrefOf={(one) => (one === "articles" ? "/knowledge" : "/knowledge?tab=test")}
        />
        <UploadList uploads={uploads.uploads} onDismiss={uploads.dismiss} />
        {tab === "test" ? (
          <TestQuestion />
        ) : (
          <Shown source={source}>{(data) => <ArticleList data={data} />}</Shown>
        )}
      </div>
    </DropZone>
  );
}

function ArticleList({ data }: { readonly data: Articles }) {
  const { status } = data;
  return (
    <>
      <p class="index-status">
        {count(status.passages)} passages, {count(status.vectors)} vectors,{" "}
        {status.vectorSearch === "hnsw" ? "approximate search (HNSW)" : "exact search"}
        <span class="faint">
          {status.vectorSearchReason} · {status.embedder}
        </span>
      </p>
      {data.articles.length === 0 ? (
        <Empty title="No articles yet">
          Drop Markdown, HTML, PDF, DOCX, CSV or text files here. Until then Rapport stays silent or hands
          over to people.
        </Empty>
      ) : (
        <ArticleTable articles={data.articles} />
      )}
    </>
  );
}

function ArticleTable({ articles }: { readonly articles: readonly ArticleRow[] }) {
  const chosen = useListKeys(articles.map((article) => `/knowledge/${encodeURIComponent(article.id)}`));
  return (
    <div class="table-frame">
      <table class="table">
        <thead>
          <tr>
            <th scope="col">Article</th>
            <th scope="col">Who may be told</th>
            <th scope="col">Format</th>
            <th scope="col">Passages</th>
            <th scope="col">Updated</th>
          </tr>
        </thead>
        <tbody>
          {articles.map((article, index) => (
            <tr key={article.id} data-row={index === chosen ? "chosen" : undefined}>
              <td class="cell-main" data-label="Article">
                <a class="row-link" href={`/knowledge/${encodeURIComponent(article.id)}`}>
                  {article.title}
                </a>
                <span class="faint cut">{article.source}</span>
              </td>
              <td data-label="Who may be told">
                <Chip tone={article.visibility === "public" ? "good" : "warn"}>{article.visibility}</Chip>
              </td>
              <td data-label="Format">{article.format}</td>
              <td class="cell-number" data-label="Passages">
                {article.passages === 0 ? <Chip tone="warn">none</Chip> : count(article.passages)}
              </td>
              <td class="cell-time" data-label="Updated">
                {ago(article.updatedAt, now.value)}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function UploadButton({
  onFiles,
}: {
  readonly onFiles: (files: readonly File[], visibility: "public" | "private") => void;
}) {
  const picker = useRef<HTMLInputElement>(null);
  const [visibility, setVisibility] = useState<"public" | "private">("public");
  return (
    <>
      <label class="inline-field">
        <span>Who may be told</span>
        <select
          class="input"
          value={visibility}
          onChange={(event) => setVisibility(event.currentTarget.value === "private" ? "private" : "public")}
        >
          <option value="public">everybody</option>
          <option value="private">staff only</option>
        </select>
      </label>
      <button type="button" class="button button-primary" onClick={() => picker.current?.click()}>
        <Icon name="upload" size={16} /> Upload
      </button>
      <input
        ref={picker}
        type="file"
        multiple
        hidden
        accept=".md,.markdown,.html,.htm,.pdf,.docx,.csv,.txt"
        onChange={(event) => {
          onFiles([...(event.currentTarget.files ?? [])], visibility);
          event.currentTarget.value = "";
        }}
      />
    </>
  );
}

/** The whole room takes dropped files. */
function DropZone({
  isOn,
  onFiles,
  children,
}: {
  readonly isOn: boolean;
  readonly onFiles: (files: readonly File[], visibility: "public" | "private") => void;
  readonly children: ComponentChildren;
}) {
  const [isOver, setOver] = useState(false);
  const depth = useRef(0);
  useEffect(() => {
    if (!isOver) depth.current = 0;
  }, [isOver]);
  if (!isOn) return <>{children}</>;
  return (
    <section
      class="drop-zone"
      aria-label="Knowledge; files can be dropped here"
      onDragEnter={(event) => {
        if (!event.dataTransfer?.types.includes("Files")) return;
        depth.current += 1;
        setOver(true);
      }}
      onDragLeave={() => {
        depth.current -= 1;
        if (depth.current <= 0) setOver(false);
      }}
      onDragOver={(event) => event.preventDefault()}
      onDrop={(event) => {
        event.preventDefault();
        setOver(false);
        onFiles([...(event.dataTransfer?.files ?? [])], "public");
      }}
    >
      {children}
      {isOver ? (
        <div class="drop-over" aria-hidden="true">
          <Icon name="upload" size={28} />
          Drop to add as public articles
        </div>
      ) : null}
    </section>
  );
}
