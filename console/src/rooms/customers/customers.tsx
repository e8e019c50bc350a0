import type { CustomerRow } from "../../../../src/http/contract.ts";
import { call } from "../../lib/api.ts";
import { ago } from "../../lib/format.ts";
import { useListKeys } from "../../lib/list-keys.ts";
import { useLoad } from "../../lib/load.ts";
import { now } from "../../lib/now.ts";
import { query, setQuery } from "../../lib/router.ts";
import { Chip, MoodWord, Person, Risk, RoomHead } from "../../ui/parts.tsx";
import { Empty, Shown } from "../../ui/states.tsx";

const REFRESH_MS = 20_000;

export function Customers() {
  const q = query.value.get("q") ?? "";
  const source = useLoad(
    `customers/${q}`,
    (signal) => call("GET /customers", { query: { q: q || undefined }, signal }),
    REFRESH_MS,
  );
  return (
    <div class="room">
      <RoomHead title="Customers" lead="Who is slipping stands first.">
        <input
          class="input"
          type="search"
          aria-label="Find a customer"
          placeholder="Find a customer"
          value={q}
          onInput={(event) => setQuery({ q: event.currentTarget.value || null }, "replace")}
        />
      </RoomHead>
      <Shown source={source}>
        {({ customers }) =>
          customers.length > 0 ? (
            <CustomerTable customers={customers} />
          ) : q ? (
            <Empty title={`Nobody by “${q}”`} />
          ) : (
            <Empty title="No customers yet">
              A person becomes a customer by writing in a channel for customers. Try it in the{" "}
              <a href="/playground">Playground</a>.
            </Empty>
          )
        }
      </Shown>
    </div>
  );
}

function CustomerTable({ customers }: { readonly customers: readonly CustomerRow[] }) {
  const chosen = useListKeys(customers.map((customer) => `/customers/${customer.id}`));
  return (
    <div class="table-frame">
      <table class="table">
        <thead>
          <tr>
            <th scope="col">Customer</th>
            <th scope="col">Risk</th>
            <th scope="col">Mood</th>
            <th scope="col">Open threads</th>
            <th scope="col">Open tickets</th>
            <th scope="col">Last rating</th>
            <th scope="col">Last message</th>
          </tr>
        </thead>
        <tbody>
          {customers.map((customer, index) => (
            <tr key={customer.id} data-row={index === chosen ? "chosen" : undefined}>
              <td class="cell-main" data-label="Customer">
                <a class="row-link" href={`/customers/${customer.id}`}>
                  <Person name={customer.displayName} note={`${customer.workspaceName}`} />
                </a>
                {customer.optedOutAt ? <Chip>opted out</Chip> : null}
              </td>
              <td data-label="Risk">
                <Risk level={customer.riskLevel} />
              </td>
              <td data-label="Mood">
                <MoodWord mood={customer.mood} />
              </td>
              <td class="cell-number" data-label="Open threads">
                {customer.openThreads}
              </td>
              <td class="cell-number" data-label="Open tickets">
                {customer.openTickets}
              </td>
              <td data-label="Last rating">
                {customer.lastRating === null ? (
                  <span class="faint">none</span>
                ) : (
                  `${customer.lastRating} of 5`
                )}
              </td>
              <td class="cell-time" data-label="Last message">
                {customer.lastMessageAt ? (
                  ago(customer.lastMessageAt, now.value)
                ) : (
                  <span class="faint">never</span>
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
