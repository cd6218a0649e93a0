// Small drawing: an element, an avatar, a time, a toast.

export function el(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === true) node.setAttribute(name, "");
    else if (value !== false && value != null) node.setAttribute(name, value);
  }
  node.append(...children.filter((child) => child != null));
  return node;
}

export function fromHtml(html) {
  const template = document.createElement("template");
  template.innerHTML = html; // made by blocks_view.py, which escapes everything that people wrote
  return template.content;
}

export function avatar(person, attributes = {}) {
  const box = el("span", { class: "avatar", "aria-hidden": "true", ...attributes });
  if (person?.bot) {
    box.append(el("img", { src: "static/mark.svg", alt: "" }));
    return box;
  }
  const name = person?.name ?? "?";
  const words = name.split(/[\s-]+/).filter(Boolean);
  box.textContent = words.length > 1 ? words[0][0] + words.at(-1)[0] : name.slice(0, 2);
  let hue = 0;
  for (const letter of person?.id ?? name) hue = (hue * 31 + letter.codePointAt(0)) % 360;
  box.style.setProperty("--hue", hue);
  return box;
}

const time = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit" });
const day = new Intl.DateTimeFormat("en-GB", { weekday: "long", day: "numeric", month: "long" });

export const clock = (ts) => time.format(new Date(Number(ts) * 1000));

export function dayOf(ts) {
  const then = new Date(Number(ts) * 1000);
  const days = Math.round((new Date().setHours(0, 0, 0, 0) - new Date(then).setHours(0, 0, 0, 0)) / 86_400_000);
  return { 0: "Today", 1: "Yesterday" }[days] ?? day.format(then);
}

export function toast(words, bad = false) {
  if (!words) return;
  const note = el("div", { class: bad ? "toast bad" : "toast" }, words);
  document.getElementById("toasts").append(note);
  setTimeout(() => note.remove(), bad ? 9000 : 4500);
}
