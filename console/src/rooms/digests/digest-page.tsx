import { ContentView } from "../../chat/content-view.tsx";
import { call, fileUrl } from "../../lib/api.ts";
import { useLoad } from "../../lib/load.ts";
import { BackLink, Panel } from "../../ui/parts.tsx";
import { Shown } from "../../ui/states.tsx";

export function DigestPage({ id }: { readonly id: string }) {
  const source = useLoad(`digest/${id}`, (signal) => call("GET /digests/{id}", { params: { id }, signal }));
  return (
    <div class="room room-narrow">
      <BackLink to="/digests">Digests</BackLink>
      <Shown source={source}>
        {({ content }) => (
          <Panel>
            <ContentView content={content} fileUrl={(file) => fileUrl(file.fileId)} />
          </Panel>
        )}
      </Shown>
    </div>
  );
}
