// Bundles the page into dist/: each file under a name that changes with what it holds, and index.html that names them.
import { readFile, rm, writeFile } from "node:fs/promises";
import { basename } from "node:path";
import { build } from "esbuild";
import { inChinese } from "./words.js";

const DIST = "dist";

const shared = {
  bundle: true,
  minify: true,
  metafile: true,
  format: "esm",
  outdir: `${DIST}/assets`,
  entryNames: "[name]-[hash]",
  chunkNames: "[name]-[hash]",
  assetNames: "[name]-[hash]",
  legalComments: "linked",
  logLevel: "warning",
};

// Monaco's modules each bring a stylesheet; graphiql/style.css already has them all.
const monacoStyles = {
  name: "monaco-styles",
  setup: (api) => api.onLoad({ filter: /monaco-editor[\\/].*\.css$/ }, () => ({ contents: "", loader: "css" })),
};

/** The address of each entry's file with this ending. */
function addresses(result, ending) {
  return Object.entries(result.metafile.outputs)
    .filter(([path, output]) => output.entryPoint && path.endsWith(ending))
    .map(([path]) => `/assets/${basename(path)}`);
}

await rm(DIST, { recursive: true, force: true });

const workers = await build({
  ...shared,
  entryPoints: {
    editor: "monaco-editor/esm/vs/editor/editor.worker.js",
    json: "monaco-editor/esm/vs/language/json/json.worker.js",
    graphql: "monaco-graphql/esm/graphql.worker.js",
  },
});
const workerOf = Object.fromEntries(addresses(workers, ".js").map((path) => [path.match(/(\w+)-\w+\.js$/)[1], path]));

const page = await build({
  ...shared,
  entryPoints: { page: "src/page.jsx" },
  splitting: true,
  jsx: "automatic",
  define: { WORKERS: JSON.stringify(workerOf), "process.env.NODE_ENV": '"production"' },
  plugins: [monacoStyles, inChinese],
});
const [script] = addresses(page, ".js").filter((path) => path.startsWith("/assets/page-"));
const style = script && `/assets/${basename(page.metafile.outputs[`${DIST}${script}`].cssBundle)}`;
const html = await readFile("index.html", "utf8");
await writeFile(`${DIST}/index.html`, html.replace("SCRIPT", script).replace("STYLE", style));
