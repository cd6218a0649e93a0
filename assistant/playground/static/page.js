// The frame: who you are, light and dark, the two panes, and news from the servers as it comes.

import { ask, listen, post } from "./wire.js";
import * as chat from "./chat.js";
import * as ledger from "./ledger.js";
import { avatar, el, toast } from "./drawing.js";

const byId = (id) => document.getElementById(id);
const narrow = matchMedia("(max-width: 860px)");

async function start() {
  const shop = await ask("shop");
  byId("shop").textContent = shop.name;
  document.title = `${shop.name} · Backroom`;
  wireTheme();
  wirePanes();
  wireSplitter();
  drawPeople(shop);
  drawDoings(shop.doings);
  const you = () => byId("you").value;
  await Promise.all([chat.start(shop, you), ledger.start(shop)]);
  listen({
    chat: (news) => {
      chat.heard(news);
      if (narrow.matches && document.body.dataset.pane === "ledger" && news.message) byId("chat-dot").hidden = false;
    },
    ledger: (news) => {
      ledger.heard(news);
      if (narrow.matches && document.body.dataset.pane === "chat") byId("ledger-dot").hidden = false;
    },
    link: (up) => {
      byId("link-state").textContent = up ? "" : "Connection lost. Trying again…";
      if (up) {
        chat.refresh();
        ledger.refresh();
      }
    },
  });
  document.documentElement.dataset.ready = "true";
}

function drawPeople(shop) {
  const select = byId("you");
  const known = localStorage.getItem("you");
  for (const person of shop.people) {
    select.append(el("option", { value: person.id }, `${person.name}${person.is ? ` · ${person.is}` : ""}`));
  }
  if (shop.people.some((person) => person.id === known)) select.value = known;
  const changed = () => {
    localStorage.setItem("you", select.value);
    const person = shop.people.find((one) => one.id === select.value);
    byId("you-avatar").replaceWith(avatar(person, { id: "you-avatar", class: "avatar small" }));
  };
  changed();
  select.addEventListener("change", () => {
    changed();
    chat.become();
  });
}

function drawDoings(doings) {
  byId("doings").replaceChildren(
    ...doings.map((doing) => {
      const button = el("button", { type: "button", title: doing.means ?? "" }, doing.label);
      button.addEventListener("click", async () => {
        button.disabled = true;
        try {
          const answer = await post("do", { name: doing.name });
          toast(answer.said);
          if (answer.look) {
            pane("chat");
            chat.open(answer.look);
          }
          ledger.refresh();
        } catch (fault) {
          toast(fault.message, true);
        } finally {
          button.disabled = false;
        }
      });
      return button;
    }),
  );
}

function wireTheme() {
  byId("theme").addEventListener("click", () => {
    const theme = document.documentElement.dataset.theme === "dark" ? "light" : "dark";
    document.documentElement.dataset.theme = theme;
    localStorage.setItem("theme", theme);
  });
}

// On a phone one of the two is shown at a time.
function pane(shown) {
  document.body.dataset.pane = shown;
  for (const name of ["chat", "ledger"]) byId(`show-${name}`).setAttribute("aria-selected", String(name === shown));
  byId(`${shown}-dot`).hidden = true;
  if (shown === "chat") chat.settle();
}

function wirePanes() {
  for (const name of ["chat", "ledger"]) byId(`show-${name}`).addEventListener("click", () => pane(name));
}

function wireSplitter() {
  const splitter = byId("splitter");
  const set = (share) => {
    const kept = Math.min(70, Math.max(30, share));
    byId("panes").style.setProperty("--split", kept);
    splitter.setAttribute("aria-valuenow", Math.round(kept));
    localStorage.setItem("split", kept);
  };
  set(Number(localStorage.getItem("split") ?? 43));
  splitter.addEventListener("pointerdown", (down) => splitter.setPointerCapture(down.pointerId));
  splitter.addEventListener("pointermove", (move) => {
    if (splitter.hasPointerCapture(move.pointerId)) set((move.clientX / innerWidth) * 100);
  });
  splitter.addEventListener("keydown", (key) => {
    const step = { ArrowLeft: -2, ArrowRight: 2 }[key.key];
    if (step) set(Number(splitter.getAttribute("aria-valuenow")) + step);
  });
}

start().catch((fault) => toast(`The page could not start: ${fault.message}`, true));
