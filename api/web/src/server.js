// What the page asks of the server.

/** Sends one GraphQL request, in Chinese unless the headers say otherwise, and returns the answer. */
export async function ask(request, token, headers) {
  const answer = await fetch("/graphql", {
    method: "POST",
    headers: {
      "Content-Type": "application/json",
      "Accept-Language": "zh-CN",
      ...(token && { Authorization: `Bearer ${token}` }),
      ...headers,
    },
    body: JSON.stringify(request),
  });
  return answer.json();
}

const PASSWORD_FIRST = "PASSWORD_FIRST";
const SIGN_IN = `mutation SignIn($input: SignInInput!) {
  signIn(input: $input) { token problems { code message } }
}`;
const SWITCH_OFFICE = `mutation SwitchOffice($input: SwitchOfficeInput!) {
  switchOffice(input: $input) { token problems { message } }
}`;
const SIGN_OUT = `mutation SignOut { signOut(input: {}) { problems { message } } }`;
const WHO = `query Who {
  viewer { username name role offices(first: 100) { nodes { id role held region { name } entity { name } } } }
  __typename
}`;
const ONESELF = `query Oneself { viewer { id username mustChangePassword version } }`;
const CHANGE_PASSWORD = `mutation ChangePassword($input: ChangePasswordInput!) {
  changePassword(input: $input) { problems { message } }
}`;
const ROLES = `query Roles { __type(name: "Role") { enumValues { name description } } }`;

/** Runs one of the operations above and returns its data; a refusal is an error with the server's words and codes. */
async function run(query, variables, token) {
  const { data, errors } = await ask({ query, variables }, token);
  const refusals = errors ?? Object.values(data).flatMap((field) => field?.problems ?? []);
  if (refusals.length) {
    const words = refusals.map(({ message }) => message).join(" ");
    throw Object.assign(new Error(words), { codes: refusals.map(({ code }) => code) });
  }
  return data;
}

let roles;

/** What each role is called, by the schema's own word: the first sentence of its description. */
async function nameOf(role) {
  roles ??= run(ROLES).then(({ __type }) =>
    Object.fromEntries(__type.enumValues.map(({ name, description }) => [name, description.trim().split("。")[0]])),
  );
  return (await roles)[role];
}

/** Whether an answer refuses something because a first password must be changed before. */
export const asksForPassword = ({ data, errors }) =>
  Boolean(errors?.some(({ extensions }) => extensions?.code === PASSWORD_FIRST)) ||
  Object.values(data ?? {}).some((field) => field?.problems?.some?.(({ code }) => code === PASSWORD_FIRST));

/** Puts a password of one's own in the place of the first one, which ends every session of the account. */
export async function changePassword({ token, id, version }, present, password) {
  const account = btoa(atob(id).replace(/^\w+/, "Account"));
  const input = { id: account, expectedVersion: version, idempotencyKey: `own ${Date.now()}`, present, password };
  await run(CHANGE_PASSWORD, { input }, token);
}

/** Who a token speaks for: the account, its name, and the offices it holds, each in words. Under a first password it is
 * refused, and the error's `first` is what `changePassword` needs. */
export async function whoIs(token) {
  const { viewer: oneself } = await run(ONESELF, {}, token);
  if (oneself.mustChangePassword) throw Object.assign(new Error("请先修改初始密码。"), { first: { ...oneself, token } });
  const { viewer } = await run(WHO, {}, token);
  const held = viewer.offices.nodes.filter((office) => office.held);
  const offices = await Promise.all(
    held.map(async ({ id, role, region, entity }) => ({
      id,
      role,
      label: [await nameOf(role), (region ?? entity)?.name].filter(Boolean).join(" · "),
    })),
  );
  const acting = offices.filter((office) => office.role === viewer.role);
  const label = acting.length === 1 ? acting[0].label : await nameOf(viewer.role);
  return { token, username: viewer.username, name: viewer.name, label, offices };
}

/** Signs in, in the office that the server chooses; with the code of a second factor where it asked for one. */
export async function signIn(username, password, code) {
  const { signIn: answer } = await run(SIGN_IN, { input: { username, password, code: code || null } });
  return whoIs(answer.token);
}

/** Whether a signing-in was refused for want of a code, or for a wrong one. */
export const asksForCode = ({ codes = [] }) => codes.includes("SECOND_FACTOR") || codes.includes("WRONG_FACTOR");

/** A session in another office of the same account; no password is asked for. */
export async function switchOffice(token, office) {
  const { switchOffice: answer } = await run(SWITCH_OFFICE, { input: { office } }, token);
  const session = await whoIs(answer.token);
  return { ...session, label: session.offices.find(({ id }) => id === office)?.label ?? session.label };
}

/** Ends the session a token names. */
export async function signOut(token) {
  await run(SIGN_OUT, {}, token);
}

/** What the server tells of itself: the steps of its tour, and in the demonstration city whom to sign in as. */
export async function told() {
  return (await fetch("/graphiql.json")).json();
}
