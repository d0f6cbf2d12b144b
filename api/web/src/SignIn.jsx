import { useEffect, useRef, useState } from "react";
import * as server from "./server.js";
import { usePage } from "./store.js";

/** Account and password, in the demonstration city a quick pick, and the office where there are several. */
function SignInForm({ onDone }) {
  const { accounts, password: everyones } = usePage((page) => page.told);
  const enter = usePage((page) => page.enter);
  const [username, setUsername] = useState("");
  const [password, setPassword] = useState("");
  const [several, setSeveral] = useState(null);
  const [refusal, setRefusal] = useState("");

  async function attempt(name, secret, office) {
    setRefusal("");
    try {
      const session = await server.signIn(name, secret, office);
      await enter(session);
      if (!office && session.offices.length > 1) setSeveral(session);
      else onDone();
    } catch (error) {
      setRefusal(error.message);
    }
  }

  function pick(event) {
    setUsername(event.target.value);
    setPassword(everyones);
    if (event.target.value) attempt(event.target.value, everyones);
  }

  function submit(event) {
    event.preventDefault();
    attempt(username, password);
  }

  if (several) {
    return (
      <fieldset className="sign-in-box">
        <legend>{several.name}有几个职务，以哪个身份办事？</legend>
        {several.offices.map(({ id, label }) => (
          <button key={id} type="button" onClick={() => attempt(username, password, id)}>
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
      <p role="alert">{refusal}</p>
      <button type="submit">登录</button>
    </form>
  );
}

/** The top of the page: whose it is, who is signed in, and the way in and out. */
export function Header() {
  const session = usePage((page) => page.sessions[page.acting]);
  const signOut = usePage((page) => page.signOut);
  const [open, setOpen] = useState(false);
  const box = useRef(null);

  useEffect(() => {
    if (open) box.current.querySelector("select, input")?.focus();
  }, [open]);

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
