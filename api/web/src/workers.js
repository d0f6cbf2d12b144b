// Monaco checks and completes in workers of its own; each is a file of ours, since the page lets nothing else run.
globalThis.MonacoEnvironment = {
  getWorker: (_id, label) => new Worker(WORKERS[label] ?? WORKERS.editor, { type: "module" }),
};
