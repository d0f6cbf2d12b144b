// `# keep report = startReport.report.id`: a part of an answer that later operations take as a variable.

const NOTE = /^# keep (\w+) = ([\w.]+)$/gm;

/** What an operation asks to keep of its answer, and what the answer has not. */
export function keptOf(document, data) {
  const kept = {};
  const missing = [];
  for (const [, name, path] of document.matchAll(NOTE)) {
    const value = path.split(".").reduce((part, step) => part?.[step], data);
    if (value == null) missing.push(`${name} = ${path}`);
    else kept[name] = value;
  }
  return { kept, missing };
}

/** The variables an operation declares, as far as they have been kept. */
export function filled(document, kept) {
  const declared = [...document.matchAll(/\$(\w+)\s*:/g)].map(([, name]) => name);
  return Object.fromEntries(declared.filter((name) => name in kept).map((name) => [name, kept[name]]));
}
