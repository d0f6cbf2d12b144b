// GraphiQL speaks English alone; these are its words as people read them here. GraphQL's own terms (fields, arguments,
// types) stay English, as in the schema.
import { readFile } from "node:fs/promises";

const WORDS = {
  graphiql: {
    '"Variables"': '"变量"',
    '"Headers"': '"请求头"',
    '"Show"': '"显示"',
    '"Hide"': '"隐藏"',
    "} editor tools`": "}变量和请求头`",
    '"Operation Editor"': '"操作"',
    '"Editor Commands"': '"编辑器命令"',
    '"Select active operation"': '"打开的操作"',
    '"New tab"': '"新标签页"',
    "`Prettify query (": "`整理格式（",
    "`Merge fragments into query (": "`把片段并入操作（",
    "`Copy query (": "`复制操作（",
    "`Re-fetch GraphQL schema (": "`重新读取 schema（",
    ".key})`": ".key}）`",
    '"Open short keys dialog"': '"快捷键"',
    '"Open settings dialog"': '"设置"',
    '"Short Keys"': '"快捷键"',
    '"Short Key"': '"按键"',
    '"Function"': '"作用"',
    '"Settings"': '"设置"',
    '"Theme"': '"外观"',
    '"Adjust how the interface appears."': '"浅色或深色。"',
    '"System"': '"跟随系统"',
    '"Light"': '"浅色"',
    '"Dark"': '"深色"',
    '"Clear storage"': '"清除本机数据"',
    '"Remove all locally stored data and start fresh."': '"删去标签页和历史，重新开始。"',
    '"Clear data"': '"清除"',
    '"Cleared data"': '"已清除"',
    '"This modal provides a list of available keyboard shortcuts and their functions."': '"各快捷键及其作用。"',
    '"This modal lets you adjust header persistence, interface theme, and clear local storage."':
      '"外观和本机数据。"',
  },
  "@graphiql/react": {
    '"Close Tab"': '"关闭标签页"',
    '"Close dialog"': '"关闭"',
    '"Execute"': '"运行"',
    '"Stop"': '"停止"',
    "} query (${": "}操作（${",
    '"Cmd")})`': '"Cmd")}）`',
  },
  "@graphiql/plugin-history": {
    '"History"': '"历史"',
    '"Delete from history"': '"从历史中删去"',
    '"Edit label"': '"改名"',
    '"Set active"': '"放进编辑器"',
    '"Save"': '"保存"',
    '"Add favorite"': '"收藏"',
    '"Type a label"': '"名称"',
  },
  "@graphiql/plugin-doc-explorer": {
    '"Documentation Explorer"': '"文档"',
    '"Docs"': '"文档"',
    '"No results found"': '"没有找到"',
    '"No GraphQL schema available"': '"没有 schema"',
    '"Error fetching schema"': '"读取 schema 出错"',
    "`Go back to ": "`回到 ",
  },
};

/** Puts the Chinese words into the packages as they are bundled; fails where a newer version no longer says one. */
export const inChinese = {
  name: "in-chinese",
  setup(api) {
    for (const [name, words] of Object.entries(WORDS)) {
      const unsaid = new Set(Object.keys(words));
      const filter = new RegExp(`node_modules[\\\\/]${name.replace("/", "[\\\\/]")}[\\\\/]dist[\\\\/].*\\.js$`);
      api.onLoad({ filter }, async ({ path }) => {
        let contents = await readFile(path, "utf8");
        for (const [english, chinese] of Object.entries(words)) {
          if (contents.includes(english)) unsaid.delete(english);
          contents = contents.replaceAll(english, chinese);
        }
        return { contents };
      });
      api.onEnd(() => ({ errors: [...unsaid].map((english) => ({ text: `${name} no longer says ${english}` })) }));
    }
  },
};
