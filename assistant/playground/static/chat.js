// Chat: the list of conversations, the messages, threads, and the typing boxes.

import { ask, post } from "./wire.js";
import { avatar, clock, dayOf, el, fromHtml, toast } from "./drawing.js";
import { wireControls, openView } from "./controls.js";

const byId = (id) => document.getElementById(id);
const state = { shop: null, you: null, channels: [], channel: null, thread: null, home: false, shortcuts: [], drawn: new Map(), waiting: null };

export async function start(shop, you) {
  state.shop = shop;
  state.you = you;
  wireComposer(byId("composer"), byId("say"), () => null);
  wireComposer(byId("thread-composer"), byId("thread-say"), () => state.thread);
  byId("thread-close").addEventListener("click", closeThread);
  document.addEventListener("keydown", (key) => {
    if (key.key === "Escape" && state.thread && !document.querySelector("dialog[open]")) closeThread();
  });
  byId("tab-home").addEventListener("click", openHome);
  byId("tab-messages").addEventListener("click", () => showHome(false));
  wireControls(byId("home"), () => ({ user: state.you(), view: byId("home").dataset.view }));
  for (const list of [byId("messages"), byId("thread-messages")]) {
    wireControls(list, () => ({ user: state.you(), channel: state.channel.id }));
  }
  drawChips();
  state.shortcuts = (await ask("shortcuts")).shortcuts;
  await become();
}

export async function become() {
  closeThread();
  state.channels = (await ask("channels", { user: state.you() })).channels;
  const kept = state.channels.find((one) => one.id === state.channel?.id);
  await open((kept ?? state.channels.find((one) => one.direct) ?? state.channels[0]).id);
}

export async function open(channelId) {
  closeThread();
  stopThinking();
  showHome(false);
  state.channel = state.channels.find((one) => one.id === channelId) ?? state.channel;
  state.channel.unread = false;
  drawChannels();
  const direct = state.channel.direct;
  byId("where").textContent = direct ? state.channel.name : `#${state.channel.name}`;
  byId("topic").textContent = state.channel.topic ?? "";
  byId("app-tabs").hidden = !direct;
  byId("say").placeholder = direct ? "Ask Backroom…" : `Message #${state.channel.name}: start with @Backroom to ask`;
  byId("messages").replaceChildren();
  await redraw(byId("messages"), null, true);
  if (matchMedia("(min-width: 861px)").matches) byId("say").focus({ preventScroll: true });
}

// ---- news -----------------------------------------------------------------------------------

let drawing = Promise.resolve();
let queued = false;

export function heard(news) {
  if (news.home) {
    if (news.user === state.you() && state.home) drawHome().catch((fault) => toast(fault.message, true));
    return;
  }
  if (news.view) {
    if (news.user === state.you()) openView(news.view, state.you());
    return;
  }
  if (news.user && news.user !== state.you()) return;
  if (news.says) toast(news.says, true);
  if (news.channel && news.channel !== state.channel?.id) {
    markUnread(news);
    return;
  }
  if (state.home && news.message) byId("messages-dot").hidden = false;
  refresh();
}

export function refresh() {
  if (queued || !state.channel) return;
  queued = true;
  // Many pieces of news in one moment are drawn once.
  drawing = drawing.then(async () => {
    await new Promise(requestAnimationFrame);
    queued = false;
    await redraw(byId("messages"), null);
    if (state.thread) await redraw(byId("thread-messages"), state.thread);
  }).catch((fault) => toast(fault.message, true));
}

async function markUnread(news) {
  let channel = state.channels.find((one) => one.id === news.channel);
  if (!channel) {
    state.channels = (await ask("channels", { user: state.you() })).channels;
    channel = state.channels.find((one) => one.id === news.channel);
  }
  if (channel && news.message) channel.unread = true;
  drawChannels();
}

// ---- drawing --------------------------------------------------------------------------------

function drawChannels() {
  for (const [list, direct] of [["channels", false], ["directs", true]]) {
    byId(list).replaceChildren(
      ...state.channels.filter((one) => one.direct === direct).map((one) => {
        const sign = el("span", { class: "sign", "aria-hidden": "true" }, direct ? el("img", { src: "static/mark.svg", alt: "" }) : "#");
        const button = el("button", { type: "button", "aria-current": String(one.id === state.channel?.id), class: one.unread ? "unread" : "" },
          sign, el("span", {}, one.name), one.unread ? el("span", { class: "dot", role: "img", "aria-label": "unread" }) : null);
        button.addEventListener("click", () => open(one.id));
        return el("li", {}, button);
      }),
    );
  }
}

async function redraw(list, thread, jump = false) {
  const channel = state.channel;
  const { messages } = await ask("messages", { user: state.you(), channel: channel.id, thread });
  if (channel !== state.channel) return;
  // Nobody has scrolled away since it was last put at its end, or it is there anyway.
  const atEnd = list.scrollTop === list.placed || list.scrollHeight - list.scrollTop - list.clientHeight < 90;
  const known = jump ? new Map() : (list.known ?? new Map());
  const next = new Map();
  const nodes = [];
  let before = null;
  let grew = false;
  let mine = false;
  for (const message of messages) {
    if (!before || dayOf(before.ts) !== dayOf(message.ts)) nodes.push(el("div", { class: "day" }, dayOf(message.ts)));
    const again = before && before.by.id === message.by.id && dayOf(before.ts) === dayOf(message.ts)
      && message.ts - before.ts < 240 && !message.only_you && !before.only_you;
    const looks = JSON.stringify([message, again]);
    const old = known.get(message.key);
    const node = old?.looks === looks ? old.node : drawMessage(message, again, thread);
    if (!old && known.size) node.classList.add("fresh");
    if (!old && !jump) { grew = true; mine ||= message.by.id === state.you(); }
    next.set(message.key, { looks, node });
    nodes.push(node);
    before = message;
  }
  if (!messages.length) nodes.push(emptyTalk());
  patch(list, nodes);
  list.known = next;
  if (before?.by.bot && grew) stopThinking();
  const follow = jump || atEnd || mine;
  if (follow) toEnd(list);
  for (const picture of list.querySelectorAll("img:not([data-watched])")) {
    picture.dataset.watched = "";
    picture.addEventListener("load", () => { if (follow) toEnd(list); });
  }
}

// The end of the talk; of a message longer than the window, its beginning.
function toEnd(list) {
  const last = list.lastElementChild;
  const long = last && last.offsetHeight > list.clientHeight - 40;
  list.scrollTop = long ? last.offsetTop - list.offsetTop - 8 : list.scrollHeight;
  list.placed = list.scrollTop;
}

// What came while the chat was hidden could not be scrolled to.
export function settle() {
  for (const list of [byId("messages"), byId("thread-messages")]) if (list.placed === 0) toEnd(list);
}

// Leaves the nodes that stay where they are, so that focus and open menus survive.
function patch(list, nodes) {
  const keep = new Set(nodes);
  for (const child of [...list.childNodes]) if (!keep.has(child)) child.remove();
  nodes.forEach((node, at) => { if (list.childNodes[at] !== node) list.insertBefore(node, list.childNodes[at] ?? null); });
}

function emptyTalk() {
  const direct = state.channel.direct;
  return el("div", { class: "empty" }, el("img", { src: "static/mark.svg", alt: "" }),
    el("h2", {}, direct ? "Ask about your shop" : `Nothing in #${state.channel.name} yet`),
    el("p", {}, direct ? "Orders, stock, returns: in your own words. Try one of the questions below." : "Start a message with @Backroom, and it answers in a thread."));
}

function drawMessage(message, again, thread) {
  const article = el("article", { class: `message${again ? " again" : ""}${message.only_you ? " ephemeral" : ""}`, "data-ts": message.ts,
    "aria-label": `${message.by.name}, ${clock(message.ts)}`, "data-by": message.by.bot ? "app" : "person" });
  if (message.only_you) article.append(el("div", { class: "only-you" }, "Only visible to you"));
  article.append(again ? el("span", { class: "side-at", "aria-hidden": "true" }, clock(message.ts)) : avatar(message.by));
  const body = el("div", { class: "body" });
  if (!again) {
    body.append(el("div", { class: "by" }, el("b", {}, message.by.name), message.by.bot ? el("span", { class: "app" }, "App") : null,
      el("time", { class: "at" }, clock(message.ts))));
  }
  body.append(fromHtml(message.html));
  if (message.edited && !message.by.bot) body.append(el("span", { class: "edited" }, "(edited)"));
  if (message.sees) body.append(el("div", { class: "sees" }, message.sees));
  article.append(body);
  if (!thread && !message.only_you) {
    const open = message.replies
      ? el("button", { type: "button", class: "replies" }, `${message.replies} ${message.replies === 1 ? "reply" : "replies"}`, el("span", {}, `last ${clock(message.last_reply)}`))
      : el("button", { type: "button", class: "reply-here" }, "Reply in thread");
    open.addEventListener("click", () => openThread(message.ts));
    (message.replies ? body : article).append(open);
  }
  if (!message.only_you && !message.by.bot) for (const one of state.shortcuts) article.append(drawShortcut(one, message.ts));
  return article;
}

function drawShortcut(shortcut, ts) {
  const button = el("button", { type: "button", class: "reply-here shortcut", title: shortcut.name, "aria-label": shortcut.name }, "Ask about this");
  button.addEventListener("click", async () => {
    const said = { user: state.you(), channel: state.channel.id, ts, callback_id: shortcut.callback_id };
    const seen = await post("shortcut", said).catch((fault) => toast(fault.message, true));
    if (seen?.user_sees) toast(`“${shortcut.name}” ${seen.user_sees}. Is Backroom running?`, true);
  });
  return button;
}

// ---- the Home tab ---------------------------------------------------------------------------

async function openHome() {
  closeThread();
  showHome(true);
  byId("home").replaceChildren();
  await post("open_home", { user: state.you() }).catch((fault) => toast(fault.message, true));
  await drawHome();
}

function showHome(shown) {
  state.home = shown;
  byId("home").hidden = !shown;
  for (const id of ["messages", "chips", "composer"]) byId(id).hidden = shown;
  byId("tab-home").setAttribute("aria-selected", String(shown));
  byId("tab-messages").setAttribute("aria-selected", String(!shown));
  if (!shown) {
    byId("messages-dot").hidden = true;
    settle();
  }
}

async function drawHome() {
  const view = await ask("home", { user: state.you() });
  byId("home").dataset.view = view.id;
  const body = el("div", { class: "body" }, view.id ? fromHtml(view.html) : el("p", { class: "empty" }, "Backroom has drawn nothing here yet."));
  byId("home").replaceChildren(el("article", { class: "message home-tab" }, body));
}

// ---- threads --------------------------------------------------------------------------------

async function openThread(ts) {
  state.thread = ts;
  byId("thread").hidden = false;
  byId("thread-topic").textContent = state.channel.direct ? state.channel.name : `#${state.channel.name}`;
  byId("thread-messages").replaceChildren();
  await redraw(byId("thread-messages"), ts, true);
  byId("thread-say").focus();
}

function closeThread() {
  state.thread = null;
  byId("thread").hidden = true;
}

// ---- writing --------------------------------------------------------------------------------

function wireComposer(form, box, thread) {
  const button = form.querySelector("button");
  const grow = () => {
    box.style.height = "auto";
    box.style.height = `${box.scrollHeight}px`;
    button.disabled = !box.value.trim();
  };
  box.addEventListener("input", grow);
  box.addEventListener("keydown", (key) => {
    if (key.key === "Enter" && !key.shiftKey && !key.isComposing) {
      key.preventDefault();
      form.requestSubmit();
    }
  });
  form.addEventListener("submit", (submitted) => {
    submitted.preventDefault();
    const text = box.value.trim();
    if (!text) return;
    box.value = "";
    grow();
    say(text, thread()).catch((fault) => {
      box.value = text; // nothing typed is lost
      grow();
      toast(fault.message, true);
    });
  });
}

async function say(text, thread) {
  if (state.channel.direct || /@backroom|^\//i.test(text)) startThinking();
  try {
    await post("say", { user: state.you(), channel: state.channel.id, text, thread });
  } catch (fault) {
    stopThinking();
    throw fault;
  }
  refresh();
}

function startThinking() {
  stopThinking();
  state.waiting = setTimeout(() => { byId("thinking").hidden = false; state.waiting = setTimeout(stopThinking, 12_000); }, 350);
}

function stopThinking() {
  clearTimeout(state.waiting);
  byId("thinking").hidden = true;
}

function drawChips() {
  byId("chips").replaceChildren(
    ...state.shop.questions.map((question) => {
      const chip = el("button", { type: "button" }, question);
      chip.addEventListener("click", async () => {
        const direct = state.channels.find((one) => one.direct);
        if (direct && !state.channel.direct) await open(direct.id);
        say(question, null).catch((fault) => toast(fault.message, true));
      });
      return chip;
    }),
  );
}
