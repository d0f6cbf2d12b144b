import { useGraphiQL } from "@graphiql/react";
import { useEffect, useState } from "react";
import { filled } from "./kept.js";
import { markOf, PUBLIC, usePage } from "./store.js";

const nameOf = (document) => document.match(/(?:query|mutation)\s+(\w+)/)?.[1];
const called = (account) => (account === PUBLIC ? "社会公众" : account);

/** A sentence of the tour, with its `code`. */
const Prose = ({ text }) => text.split("`").map((part, place) => (place % 2 ? <code key={place}>{part}</code> : part));

/** What was kept of the answers so far. */
function Kept() {
  const { kept, missing, forget } = usePage();
  const names = Object.keys(kept);
  return (
    <>
      {missing.length > 0 && <p role="alert">答复中没有要记下的：{missing.join("，")}</p>}
      <details>
        <summary>已记下的变量（{names.length}）</summary>
        <dl>
          {names.map((name) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd>{JSON.stringify(kept[name])}</dd>
            </div>
          ))}
        </dl>
        <button type="button" onClick={forget}>
          清空，从头开始
        </button>
      </details>
    </>
  );
}

/** The tour of docs/tour.md: each step is signed in for, put into the editors, and its variables filled from what was kept. */
function Steps() {
  const { steps } = usePage((page) => page.told);
  const done = usePage((page) => page.done);
  const actAs = usePage((page) => page.actAs);
  const queryEditor = useGraphiQL((graphiql) => graphiql.queryEditor);
  const variableEditor = useGraphiQL((graphiql) => graphiql.variableEditor);
  const [account, setAccount] = useState("");
  const [refusal, setRefusal] = useState("");

  useEffect(() => queryEditor?.updateOptions({ wordWrap: "on" }), [queryEditor]);

  async function open({ account: who, document }) {
    setRefusal("");
    try {
      await actAs(who);
    } catch (error) {
      setRefusal(error.message);
    }
    queryEditor.setValue(document);
    variableEditor.setValue(JSON.stringify(filled(document, usePage.getState().kept), null, 2));
    queryEditor.focus();
  }

  const isDone = (step) => done.includes(markOf(step.account, step.document));
  const next = steps[steps.findLastIndex(isDone) + 1];
  const accounts = [...new Set(steps.map((step) => step.account))];
  const shown = steps.filter((step) => !account || step.account === account);
  return (
    <section className="tour" aria-label="导览">
      <h2>导览</h2>
      <p>
        点一步：换成该步的身份，操作放进编辑器，变量由前面各步记下的值填好；再按运行（Ctrl-Enter）。
        <code># keep</code> 一行说明要从答复中记下什么。
      </p>
      <div className="tour-bar">
        <button type="button" className="next" disabled={!next} onClick={() => open(next)}>
          下一步：{next ? nameOf(next.document) : "已走完"}
        </button>
        <label>
          身份
          <select value={account} onChange={(event) => setAccount(event.target.value)}>
            <option value="">全部</option>
            {accounts.map((each) => (
              <option key={each} value={each}>
                {called(each)}
              </option>
            ))}
          </select>
        </label>
      </div>
      {refusal && <p role="alert">{refusal}</p>}
      <Kept />
      <ol>
        {shown.map((step, place) => (
          <li key={markOf(step.account, step.document)}>
            {step.heading !== shown[place - 1]?.heading && <h3>{step.heading}</h3>}
            {step.says && (
              <p>
                <Prose text={step.says} />
              </p>
            )}
            <button type="button" onClick={() => open(step)}>
              <span>{nameOf(step.document)}</span>
              <span className="account">{called(step.account)}</span>
              {isDone(step) && <span aria-label="已做">✓</span>}
            </button>
          </li>
        ))}
      </ol>
    </section>
  );
}

function Icon() {
  return (
    <svg viewBox="0 0 24 24" fill="none" stroke="currentColor" strokeWidth="1.5" aria-hidden="true">
      <path d="M4 5h6v14H4zM14 5h6v14h-6zM6 9h2M6 12h2M16 9h2M16 12h2" />
    </svg>
  );
}

export const TOUR = { title: "导览", icon: Icon, content: Steps };
