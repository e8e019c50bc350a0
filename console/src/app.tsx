import { useEffect } from "preact/hooks";
import { go, segments } from "./lib/router.ts";
import { me, meFault, readMe } from "./lib/session.ts";
import { ConversationPage } from "./rooms/conversations/conversation-page.tsx";
import { Conversations } from "./rooms/conversations/conversations.tsx";
import { CustomerPage } from "./rooms/customers/customer-page.tsx";
import { Customers } from "./rooms/customers/customers.tsx";
import { Dashboard } from "./rooms/dashboard/dashboard.tsx";
import { DigestPage } from "./rooms/digests/digest-page.tsx";
import { Digests } from "./rooms/digests/digests.tsx";
import { ArticlePage } from "./rooms/knowledge/article-page.tsx";
import { Knowledge } from "./rooms/knowledge/knowledge.tsx";
import { Playground } from "./rooms/playground/playground.tsx";
import { Settings } from "./rooms/settings/settings.tsx";
import { TicketPage } from "./rooms/tickets/ticket-page.tsx";
import { Tickets } from "./rooms/tickets/tickets.tsx";
import { Login } from "./shell/login.tsx";
import { mayOpen } from "./shell/pages.ts";
import { Shell } from "./shell/shell.tsx";
import { FaultPanel, Skeleton } from "./ui/states.tsx";

export function App() {
  if (!me.value) {
    return (
      <div class="whole-page">
        {meFault.value ? <FaultPanel fault={meFault.value} retry={readMe} /> : <Skeleton rows={3} />}
      </div>
    );
  }
  if (!me.value.person) return <Login />;
  return (
    <Shell>
      <Page />
    </Shell>
  );
}

/** The room that the address names. */
function Page() {
  const [page = "", id] = segments.value;
  useEffect(() => {
    if (page === "") go(`/playground${permalinkPath()}`, "replace");
  }, [page]);
  if (page === "") return null;
  if (!mayOpen(page)) return <Missing />;
  switch (page) {
    case "playground":
      return <Playground />;
    case "dashboard":
      return <Dashboard />;
    case "tickets":
      return id ? <TicketPage key={id} number={Number(id)} /> : <Tickets />;
    case "conversations":
      return id ? <ConversationPage key={id} id={id} /> : <Conversations />;
    case "customers":
      return id ? <CustomerPage key={id} id={id} /> : <Customers />;
    case "knowledge":
      return id ? <ArticlePage key={id} id={id} /> : <Knowledge />;
    case "digests":
      return id ? <DigestPage key={id} id={id} /> : <Digests />;
    case "settings":
      return <Settings />;
    default:
      return <Missing />;
  }
}

/** Permalinks of the room read `/#/room/<channel>/<post>`. */
const permalinkPath = (): string => /^#\/room(\/.+)$/.exec(location.hash)?.[1] ?? "";

function Missing() {
  return (
    <div class="whole-page">
      <h1>Nothing here</h1>
      <p>
        This page does not exist, or your role may not open it. <a href="/playground">Go to the playground</a>
      </p>
    </div>
  );
}
