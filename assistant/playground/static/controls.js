// Buttons, menus, confirmations and modals of messages: what was chosen goes back to the app.

import { post } from "./wire.js";
import { el, fromHtml, toast } from "./drawing.js";

export function wireControls(list, place) {
  list.addEventListener("click", (click) => {
    const zoomed = click.target.closest(".zoom img");
    if (zoomed) return showPicture(zoomed);
    const item = click.target.closest("[role='menuitem']");
    if (item) {
      const menu = item.closest("details");
      menu.open = false;
      return act(menu, JSON.parse(item.dataset.option), place());
    }
    const button = click.target.closest("button[data-action]");
    if (button) act(button, null, place());
  });
  list.addEventListener("change", (change) => {
    const control = change.target.closest("[data-action]");
    if (!control || control.closest(".block.input")) return;
    if (control.matches(".external") && !chosen(control)) return; // nothing of the list
    act(control, chosen(control), place());
  });
  for (const event of ["input", "focusin"]) list.addEventListener(event, (typed) => {
    if (typed.target.matches(".external")) suggest(typed.target, place());
  });
}

async function act(control, value, place) {
  const action = JSON.parse(control.dataset.action);
  if (action.confirm && !(await confirmed(action.confirm))) {
    if (control.matches("select")) control.value = "";
    return;
  }
  if (action.url) window.open(action.url, "_blank", "noopener");
  const message = control.closest(".message");
  control.classList.add("busy");
  control.disabled = true;
  try {
    const seen = await post("press", { ...place, ts: message.dataset.ts, block: control.dataset.block, action, chosen: value,
      values: gathered(message), only_you: message.classList.contains("ephemeral") });
    if (seen.user_sees) toast(`The button ${seen.user_sees}. Is Backroom running?`, true);
  } catch (fault) {
    toast(fault.message, true);
  } finally {
    // The answer usually replaces the message; if it does not, the button is there again.
    setTimeout(() => { control.classList.remove("busy"); control.disabled = false; }, 900);
  }
}

function confirmed(words) {
  const box = document.getElementById("confirm");
  const text = (object) => object?.text ?? "";
  const yes = el("button", { type: "button", class: `act ${words.style === "danger" ? "danger" : "primary"}` }, text(words.confirm) || "Yes");
  const no = el("button", { type: "button", class: "plain" }, text(words.deny) || "No");
  box.replaceChildren(el("h2", { id: "confirm-title" }, text(words.title)), el("p", { class: "inside" }, text(words.text)), el("footer", {}, no, yes));
  return new Promise((resolve) => {
    box.onclose = () => resolve(box.returnValue === "yes");
    box.returnValue = "";
    yes.onclick = () => box.close("yes");
    no.onclick = () => box.close("");
    box.showModal();
    yes.focus();
  });
}

// ---- values ---------------------------------------------------------------------------------

function chosen(control) {
  if (control.matches(".ticks")) {
    const on = [...control.querySelectorAll("input:checked")].map((input) => JSON.parse(input.value));
    return control.querySelector("[type='radio']") ? (on[0] ?? null) : on;
  }
  if (control.multiple) return [...control.selectedOptions].map((option) => JSON.parse(option.value));
  if (control.matches("select")) return control.value ? JSON.parse(control.value) : null;
  if (control.matches(".external")) return control.value && control.dataset.option ? JSON.parse(control.dataset.option) : null;
  return control.value || null;
}

function gathered(root) {
  return [...root.querySelectorAll("[data-action]:not(button):not(details)")].map((control) => ({
    block: control.dataset.block, action: JSON.parse(control.dataset.action), chosen: chosen(control),
  }));
}

async function suggest(input, place) {
  const action = JSON.parse(input.dataset.action);
  const known = input.offered?.find((option) => option.text.text === input.value);
  if (known) return (input.dataset.option = JSON.stringify(known));
  // what was chosen before stands until something else is typed
  const before = input.dataset.option ? JSON.parse(input.dataset.option).text.text : "";
  if (input.value !== before) input.dataset.option = "";
  const typed = input.value === before ? "" : input.value;
  if (typed.length < (action.min_query_length ?? 3)) return;
  const asked = input.value;
  const answer = await post("suggest", { ...place, block: input.dataset.block, action, typed });
  if (input.value !== asked) return; // another letter is asked for already
  input.offered = answer.options;
  const id = `list-${input.dataset.block}`;
  document.getElementById(id)?.remove();
  input.after(el("datalist", { id }, ...answer.options.map((option) => el("option", { value: option.text.text }))));
  input.setAttribute("list", id);
  const now = answer.options.find((option) => option.text.text === input.value);
  if (now) input.dataset.option = JSON.stringify(now);
}

// ---- modals ---------------------------------------------------------------------------------

export function openView(view, user) {
  const box = document.getElementById("view");
  if (!view.id) return box.open && box.close("done");
  const form = el("form", { method: "dialog" });
  form.append(el("h2", { id: "view-title" }, view.title), el("div", { class: "view-body" }, fromHtml(view.html)));
  const close = el("button", { type: "button", class: "plain" }, view.close || "Cancel");
  const submit = view.submit ? el("button", { type: "submit", class: "act primary" }, view.submit) : null;
  form.append(el("footer", {}, close, submit));
  close.onclick = () => box.close("closed");
  form.onsubmit = async (event) => {
    event.preventDefault();
    submit.disabled = true;
    try {
      const answer = await post("submit", { user, view: view.id, values: gathered(form) });
      for (const field of form.querySelectorAll(".error")) field.textContent = "";
      for (const [block, words] of Object.entries(answer.errors ?? {})) {
        const field = form.querySelector(`[data-block-id="${CSS.escape(block)}"] .error`);
        if (field) field.textContent = words;
      }
      if (answer.user_sees) toast(answer.user_sees, true);
      if (answer.closed) box.close("done");
    } catch (fault) {
      toast(fault.message, true);
    } finally {
      submit.disabled = false;
    }
  };
  wireControls(form, () => ({ user, view: view.id }));
  box.dataset.view = view.id;
  box.replaceChildren(form);
  box.onclose = () => { if (box.returnValue !== "done") post("dismiss", { user, view: view.id }).catch(() => {}); };
  box.returnValue = "";
  if (!box.open) box.showModal();
}

function showPicture(picture) {
  const box = document.getElementById("picture");
  box.replaceChildren(el("img", { src: picture.src, alt: picture.alt }));
  box.onclick = () => box.close();
  box.showModal();
}

