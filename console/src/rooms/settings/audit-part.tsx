import { call } from "../../lib/api.ts";
import { moment } from "../../lib/format.ts";
import { useLoad } from "../../lib/load.ts";
import { Empty, Shown } from "../../ui/states.tsx";
import { detailWords, didWords } from "./audit-words.ts";

export function AuditPart() {
  const source = useLoad("audit", (signal) => call("GET /audit", { signal }));
  return (
    <Shown source={source}>
      {({ entries }) =>
        entries.length === 0 ? (
          <Empty title="Nothing was logged yet">
            Role changes, exports, erasures and settings appear here.
          </Empty>
        ) : (
          <div class="table-frame">
            <table class="table">
              <thead>
                <tr>
                  <th scope="col">When</th>
                  <th scope="col">Who</th>
                  <th scope="col">Did</th>
                  <th scope="col">To what</th>
                </tr>
              </thead>
              <tbody>
                {entries.map((entry, index) => (
                  <tr key={index}>
                    <td class="cell-time" data-label="When">
                      {moment(entry.happenedAt)}
                    </td>
                    <td data-label="Who">{entry.actor}</td>
                    <td class="cell-main" data-label="Did">
                      {didWords(entry.action)}
                      {detailWords(entry.detail) ? (
                        <span class="faint audit-detail">{detailWords(entry.detail)}</span>
                      ) : null}
                    </td>
                    <td data-label="To what">{entry.subject}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        )
      }
    </Shown>
  );
}
