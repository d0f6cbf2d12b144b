// What the page remembers. Tokens stay in memory: a stored one could be read by whatever else runs in this browser
// profile, and signing in again after a reload costs little. What the tour kept is ids and versions; it outlives a reload.
import { create } from "zustand";
import { createJSONStorage, persist } from "zustand/middleware";
import * as server from "./server.js";
import { keptOf } from "./kept.js";

export const PUBLIC = "public";

/** What stands for a step in the list of those done. */
export const markOf = (account, document) => `${account}\n${document.trim()}`;

export const usePage = create(
  persist(
    (set, get) => ({
      told: { steps: [], accounts: [], password: null },
      sessions: {},
      first: null,
      acting: PUBLIC,
      kept: {},
      missing: [],
      done: [],

      learn: async () => set({ told: await server.told() }),

      /** Acts by a new session; one the account had before is ended. */
      enter: async (session) => {
        const before = get().sessions[session.username];
        set(({ sessions }) => ({ sessions: { ...sessions, [session.username]: session }, acting: session.username }));
        if (before && before.token !== session.token) await server.signOut(before.token).catch(() => {});
      },

      /** Who has to choose a password of their own before anything else; null where nobody has to. */
      askFirst: (first) => set({ first }),

      /** Acts by the session of a token, or has its first password changed before. */
      enterBy: async (token) => {
        const session = await server.whoIs(token).catch((error) => {
          if (!error.first) throw error;
          set({ first: error.first });
        });
        if (session) await get().enter(session);
      },

      /** Acts as somebody: by the session at hand, or in the demonstration city by a new one. */
      actAs: async (username) => {
        const { sessions, told, enter } = get();
        if (username === PUBLIC || sessions[username]) set({ acting: username });
        else if (told.password) await enter(await server.signIn(username, told.password));
      },

      leave: () => {
        const { acting, sessions } = get();
        const { [acting]: over, ...others } = sessions;
        set({ acting: PUBLIC, sessions: others });
        return over;
      },

      signOut: async () => {
        const over = get().leave();
        if (over) await server.signOut(over.token).catch(() => {});
      },

      forget: () => set({ kept: {}, missing: [], done: [] }),

      /** Runs what stands in the editor as whoever is signed in, and keeps what it asks to keep. */
      fetcher: async (request, { headers } = {}) => {
        const { acting, sessions, enterBy, leave } = get();
        const answer = await server.ask(request, sessions[acting]?.token, headers);
        if (answer.errors?.some(({ extensions }) => extensions?.code === "NOT_SIGNED_IN")) leave();
        const { kept: { token, ...kept }, missing } = keptOf(request.query, answer.data);
        if (token) await enterBy(token);
        else if (sessions[acting] && server.asksForPassword(answer)) await enterBy(sessions[acting].token);
        if (!answer.errors && request.operationName !== "IntrospectionQuery") {
          set((page) => ({
            kept: { ...page.kept, ...kept },
            missing,
            done: [...new Set([...page.done, markOf(acting, request.query)])],
          }));
        }
        return answer;
      },
    }),
    {
      name: "dianchi-tour",
      storage: createJSONStorage(() => sessionStorage),
      partialize: ({ kept, done }) => ({ kept, done }),
    },
  ),
);
