import { useEffect, useState } from "preact/hooks";
import { SafeLink } from "../../chat/safe-link.tsx";
import { call } from "../../lib/api.ts";
import { moment } from "../../lib/format.ts";
import { useLoad } from "../../lib/load.ts";
import { go } from "../../lib/router.ts";
import { mayManage } from "../../lib/session.ts";
import { Confirm } from "../../ui/dialog.tsx";
import { BackLink, Chip, Panel, RoomHead } from "../../ui/parts.tsx";
import { Empty, Shown } from "../../ui/states.tsx";
import { attempt } from "../../ui/toasts.tsx";

export function ArticlePage({ id }: { readonly id: string }) {
  const source = useLoad(`article/${id}`, (signal) => call("GET /articles/{id}", { params: { id }, signal }));
  const [isAsking, setAsking] = useState(false);
  const isThere = source.state.value.data !== null;
  useEffect(() => {
    if (isThere && location.hash) document.getElementById(location.hash.slice(1))?.scrollIntoView();
  }, [isThere]);
  const remove = async () => {
    setAsking(false);
    const done = await attempt(
      () => call("DELETE /articles/{id}", { params: { id } }),
      "Removed; answers no longer use it.",
    );
    if (done) go("/knowledge");
  };
  return (
    <div class="room">
      <BackLink to="/knowledge">Knowledge</BackLink>
      <Shown source={source}>
        {({ article, passages }) => (
          <>
            <RoomHead
              title={article.title}
              lead={
                <>
                  <Chip tone={article.visibility === "public" ? "good" : "warn"}>{article.visibility}</Chip>{" "}
                  {article.format} · {article.source} · updated {moment(article.updatedAt)}{" "}
                  {article.url ? <SafeLink url={article.url} label="Open the source" /> : null}
                </>
              }
            >
              {mayManage() ? (
                <button type="button" class="button button-danger" onClick={() => setAsking(true)}>
                  Remove
                </button>
              ) : null}
            </RoomHead>
            <Panel title="Passages as indexed" note="Answers are written from these words and no others">
              {passages.length === 0 ? (
                <Empty title="No passages">
                  The file holds no readable text. Upload it again with a text layer.
                </Empty>
              ) : (
                <ol class="passage-cards">
                  {passages.map((passage) => (
                    <li key={passage.id} id={passage.id}>
                      <p class="passage-head">
                        <span class="faint">{passage.ordinal + 1}</span>
                        <strong>{passage.headingPath.join(" › ")}</strong>
                        {passage.pageLabel ? <span class="faint">page {passage.pageLabel}</span> : null}
                        <span class="faint passage-length">{passage.text.length} characters</span>
                      </p>
                      <p class="passage-text">{passage.text}</p>
                    </li>
                  ))}
                </ol>
              )}
            </Panel>
          </>
        )}
      </Shown>
      {isAsking ? (
        <Confirm
          title="Remove this article?"
          says="Its passages leave the index at once. Answers already given keep their citation."
          label="Remove"
          onYes={() => void remove()}
          onNo={() => setAsking(false)}
        />
      ) : null}
    </div>
  );
}
