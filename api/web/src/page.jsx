import "./workers.js";
import "graphiql/style.css";
import "./page.css";
import { HISTORY_PLUGIN } from "@graphiql/plugin-history";
import { GraphiQL } from "graphiql";
import { createRoot } from "react-dom/client";
import { Header } from "./SignIn.jsx";
import { usePage } from "./store.js";
import { TOUR } from "./Tour.jsx";

const PLUGINS = [TOUR, HISTORY_PLUGIN];
const FIRST = `# 左侧“导览”里的每一步都可以直接打开、运行；也可以自己写。
query Today {
  clock { today }
  platforms(first: 5) { totalCount nodes { name kind region { name } } }
}
`;

const { fetcher, learn } = usePage.getState();

function Page() {
  return (
    <>
      <Header />
      <main>
        <GraphiQL fetcher={fetcher} plugins={PLUGINS} visiblePlugin={TOUR} defaultQuery={FIRST} defaultEditorToolsVisibility>
          <GraphiQL.Logo>
            <></>
          </GraphiQL.Logo>
        </GraphiQL>
      </main>
    </>
  );
}

learn();
createRoot(document.getElementById("page")).render(<Page />);
