import { useEffect, useRef, useState } from "react";
import * as server from "./server.js";
import { usePage } from "./store.js";

/** Account and password, in the demonstration city a quick pick; the code where there is a second factor, and the office
 * where there are several. */
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

  async function attempt(account, secret, factor) {
    setRefusal("");
    try {
      const session = await server.signIn(account, secret, factor);
      await enter(session);
      if (session.offices.length > 1) setSeveral(session);
      else onDone();
    } catch (error) {
      if (error.first) askFirst(error.first);
      else setRefusal(error.message);
      if (server.asksForCode(error)) setCode("");
    }
  }

  async function goOnIn(office) {
    setRefusal("");
    try {
      await enter(await server.switchOffice(several, office));
      onDone();
    } catch (error) {
      setRefusal(error.message);
    }
  }

  function goOn(account, secret) {
    askFirst(null);
    setUsername(account);
    setPassword(secret);
    return attempt(account, secret);
  }

  function name(account) {
    setUsername(account);
    setCode(null);
  }

  function pick(event) {
    name(event.target.value);
    setPassword(everyones);
    if (event.target.value) attempt(event.target.value, everyones);
  }

  function submit(event) {
    event.preventDefault();
    attempt(username, password, code ?? undefined);
  }

  if (first) return <FirstPasswordForm first={first} present={password} onDone={goOn} />;
  if (several) {
    return (
      <fieldset className="sign-in-box">
        <legend>{several.name}有几个职务，以哪个身份办事？</legend>
        {several.offices.map(({ id, label }) => (
          <button key={id} type="button" onClick={() => goOnIn(id)}>
            {label}
          </button>
        ))}
        <p role="alert">{refusal}</p>
      </fieldset>
    );
  }
  return (
    <form className="sign-in-box" aria-label="登录" onSubmit={submit}>
      {accounts.length > 0 && (
        <label>
          演示账号
          <select value="" onChange={pick}>
            <option value="">请选择…</option>
            {accounts.map(({ username: account, who }) => (
              <option key={account} value={account}>
                {account}　{who}
              </option>
            ))}
          </select>
        </label>
      )}
      <label>
        账号
        <input value={username} onChange={(event) => name(event.target.value)} autoComplete="username" required />
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
  const [asked, setAsked] = useState(false);
  const open = asked || first !== null;
  const box = useRef(null);

  useEffect(() => {
    if (open) box.current.querySelector("select, input")?.focus();
  }, [open]);

  function setOpen(wanted) {
    setAsked(wanted);
    if (!wanted) askFirst(null);
  }

  return (
    <header className="graphiql-container top" onKeyDown={(event) => event.key === "Escape" && setOpen(false)}>
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
        <button type="button" aria-expanded={open} onClick={() => setOpen(!open)}>
          {session ? "换人" : "登录"}
        </button>
        {open && <SignInForm onDone={() => setOpen(false)} />}
      </div>
    </header>
  );
}
