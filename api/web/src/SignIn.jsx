import { useEffect, useRef, useState } from "react";
import * as server from "./server.js";
import { usePage } from "./store.js";

/** The offices of whoever is signed in, to act in another one; no password is asked for again. */
function Offices({ session, onDone }) {
  const enter = usePage((page) => page.enter);
  const [refusal, setRefusal] = useState("");

  async function choose(office) {
    try {
      await enter(await server.switchOffice(session.token, office));
      onDone();
    } catch (error) {
      setRefusal(error.message);
    }
  }

  return (
    <fieldset className="sign-in-box">
      <legend>{session.name}有几个职务，以哪个身份办事？</legend>
      {session.offices.map(({ id, label }) => (
        <button key={id} type="button" onClick={() => choose(id)}>
          {label}
        </button>
      ))}
      <p role="alert">{refusal}</p>
    </fieldset>
  );
}

/** Account and password, the code of a second factor where it is asked for, and in the demonstration city a quick pick. */
function SignInForm({ onDone }) {
  const { accounts, password: everyones } = usePage((page) => page.told);
  const enter = usePage((page) => page.enter);
  const first = usePage((page) => page.first);
  const askFirst = usePage((page) => page.askFirst);
  const [username, setUsername] = useState("");
  const [password, setPassword] = useState("");
  const [code, setCode] = useState(null);
  const [several, setSeveral] = useState(null);
  const [refusal, setRefusal] = useState("");

  async function attempt(name, secret, digits) {
    setRefusal("");
    try {
      const session = await server.signIn(name, secret, digits);
      await enter(session);
      if (session.offices.length > 1) setSeveral(session);
      else onDone();
    } catch (error) {
      if (error.first) return askFirst(error.first);
      setCode(server.asksForCode(error) ? "" : null);
      setRefusal(error.message);
    }
  }

  function goOn(name, secret) {
    askFirst(null);
    setUsername(name);
    setPassword(secret);
    return attempt(name, secret);
  }

  function pick(event) {
    setUsername(event.target.value);
    setPassword(everyones);
    if (event.target.value) attempt(event.target.value, everyones);
  }

  function submit(event) {
    event.preventDefault();
    attempt(username, password, code);
  }

  if (first) return <FirstPasswordForm first={first} present={password} onDone={goOn} />;
  if (several) return <Offices session={several} onDone={onDone} />;
  return (
    <form className="sign-in-box" aria-label="登录" onSubmit={submit}>
      {accounts.length > 0 && (
        <label>
          演示账号
          <select value="" onChange={pick}>
            <option value="">请选择…</option>
            {accounts.map(({ username: name, who }) => (
              <option key={name} value={name}>
                {name}　{who}
              </option>
            ))}
          </select>
        </label>
      )}
      <label>
        账号
        <input value={username} onChange={(event) => setUsername(event.target.value)} autoComplete="username" required />
      </label>
      <label>
        密码
        <input
          type="password"
          value={password}
          onChange={(event) => setPassword(event.target.value)}
          autoComplete="current-password"
          required
        />
      </label>
      {code !== null && (
        <label>
          动态口令或备用码
          <input
            value={code}
            onChange={(event) => setCode(event.target.value)}
            autoComplete="one-time-code"
            autoFocus
            required
          />
        </label>
      )}
      <p role="alert">{refusal}</p>
      <button type="submit">登录</button>
    </form>
  );
}

/** What stands before everything else for whoever signed in with a password that somebody else chose. */
function FirstPasswordForm({ first, present, onDone }) {
  const [old, setOld] = useState(present);
  const [password, setPassword] = useState("");
  const [refusal, setRefusal] = useState("");

  async function submit(event) {
    event.preventDefault();
    setRefusal("");
    try {
      await server.changePassword(first, old, password);
      await onDone(first.username, password);
    } catch (error) {
      setRefusal(error.message);
    }
  }

  return (
    <form className="sign-in-box" aria-label="修改初始密码" onSubmit={submit}>
      <p>{first.username}：请先修改初始密码。</p>
      <label>
        原密码
        <input
          type="password"
          value={old}
          onChange={(event) => setOld(event.target.value)}
          autoComplete="current-password"
          required
        />
      </label>
      <label>
        新密码
        <input
          type="password"
          value={password}
          onChange={(event) => setPassword(event.target.value)}
          autoComplete="new-password"
          autoFocus
          required
        />
      </label>
      <p role="alert">{refusal}</p>
      <button type="submit">修改并登录</button>
    </form>
  );
}

/** The top of the page: whose it is, who is signed in, and the way in and out. */
export function Header() {
  const session = usePage((page) => page.sessions[page.acting]);
  const signOut = usePage((page) => page.signOut);
  const first = usePage((page) => page.first);
  const askFirst = usePage((page) => page.askFirst);
  const [asked, setAsked] = useState(null);
  const open = first === null ? asked : "person";
  const box = useRef(null);

  useEffect(() => {
    if (open) box.current.querySelector("select, input, fieldset button")?.focus();
  }, [open]);

  function ask(wanted) {
    setAsked(wanted);
    if (!wanted) askFirst(null);
  }

  const done = () => ask(null);

  return (
    <header className="graphiql-container top" onKeyDown={(event) => event.key === "Escape" && done()}>
      <h1>
        滇池 <small>昆明市中小企业服务平台管理</small>
      </h1>
      <p className="who" role="status">
        {session ? `${session.name}（${session.username}）${session.label}` : "未登录 · 社会公众"}
      </p>
      {session && (
        <button type="button" onClick={signOut}>
          退出
        </button>
      )}
      <div ref={box}>
        {session?.offices.length > 1 && (
          <button
            type="button"
            aria-expanded={open === "office"}
            onClick={() => ask(open === "office" ? null : "office")}
          >
            换职务
          </button>
        )}
        <button type="button" aria-expanded={open === "person"} onClick={() => ask(open === "person" ? null : "person")}>
          {session ? "换人" : "登录"}
        </button>
        {open === "office" && <Offices session={session} onDone={done} />}
        {open === "person" && <SignInForm onDone={done} />}
      </div>
    </header>
  );
}
