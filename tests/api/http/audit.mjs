// Audits the endpoint given as argument with graphql-http's own suite; prints what was not ok as JSON.
import { auditServer } from "../../../api/web/node_modules/graphql-http/lib/audits/server.mjs";

const results = await auditServer({ url: process.argv[2] });
const failed = results.filter((result) => result.status !== "ok");
console.log(JSON.stringify({ audits: results.length, failed: failed.map(({ id, name, reason }) => ({ id, name, reason })) }));
