import "./workers.js";
import "graphiql/style.css";
import { GraphiQL } from "graphiql";
import { createRoot } from "react-dom/client";

async function fetcher(request) {
  const answer = await fetch("/graphql", {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(request),
  });
  return answer.json();
}

createRoot(document.getElementById("page")).render(<GraphiQL fetcher={fetcher} />);
