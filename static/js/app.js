// Theme, menu, keys, copying; below, the desk. Every page works without it.
const root = document.documentElement;

function toggleTheme() {
  const dark = root.dataset.theme
    ? root.dataset.theme === "dark"
    : matchMedia("(prefers-color-scheme: dark)").matches;
  root.dataset.theme = dark ? "light" : "dark";
  try {
    localStorage.setItem("theme", root.dataset.theme);
  } catch {
    // Storage may be switched off; the choice then holds for this page.
  }
}

function openMenu() {
  root.dataset.nav = "open";
  document.querySelector("[data-nav-open]")?.setAttribute("aria-expanded", "true");
  document.querySelector("#sidebar a")?.focus();
}

function closeMenu() {
  if (root.dataset.nav !== "open") return false;
  delete root.dataset.nav;
  const opener = document.querySelector("[data-nav-open]");
  opener?.setAttribute("aria-expanded", "false");
  opener?.focus();
  return true;
}

function closeDrops(except) {
  let closed = false;
  for (const drop of document.querySelectorAll("details.drop[open]")) {
    if (drop.contains(except)) continue;
    const held = drop.contains(document.activeElement);
    drop.open = false;
    if (held) drop.querySelector("summary").focus();
    closed = true;
  }
  return closed;
}

async function copy(button) {
  const row = button.closest(".copyrow");
  const text = button.dataset.copy || row?.querySelector("dd")?.textContent.trim() || location.href;
  try {
    await navigator.clipboard.writeText(text);
    toast("Copied");
  } catch {
    toast("The browser did not allow copying. Select the text and copy it by hand.");
  }
}

// A passing message: six seconds, longer while it is hovered or focused.
function toast(text) {
  document.querySelectorAll("[data-toast]").forEach((old) => old.remove());
  const box = document.createElement("div");
  box.className = "toast";
  box.dataset.toast = "";
  box.setAttribute("role", "status");
  document.body.append(box);
  box.textContent = text;
  fade(box);
}

function fade(box) {
  setTimeout(() => (box.matches(":hover, :focus-within") ? fade(box) : box.remove()), 6000);
}
document.querySelectorAll("[data-toast]").forEach(fade);

document.addEventListener("click", (event) => {
  closeDrops(event.target);
  const target = event.target.closest("[data-theme-toggle], [data-nav-open], [data-nav-close], [data-copy]");
  if (!target) return;
  if (target.matches("[data-theme-toggle]")) toggleTheme();
  else if (target.matches("[data-nav-open]")) openMenu();
  else if (target.matches("[data-nav-close]")) closeMenu();
  else copy(target);
});

const isTyping = (element) =>
  element instanceof HTMLElement && element.matches("input:not([type=radio], [type=checkbox]), textarea, select, [contenteditable]");

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") {
    if (closeMenu() || closeDrops(null)) event.preventDefault();
    return;
  }
  if (isTyping(event.target) || event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
  const search = event.key === "/" && document.querySelector("input[type=search], .search input");
  if (search) {
    event.preventDefault();
    search.focus();
  } else {
    document.querySelector(`[data-key="${CSS.escape(event.key.toLowerCase())}"]`)?.click();
  }
});

// ---------------------------------------------------------------------------------------------------- the desk
// htmx posts the forms and swaps what comes back; this keeps what was typed, shows what went wrong, and has the keys.
const $ = (selector) => document.querySelector(selector);
const shownIn = (field) => field.dataset.was ?? field.defaultValue;
const isDirty = (field) => field.value !== shownIn(field);
const sent = new Map();
let held = null;
let failed = null;

function showView(name) {
  const tab = $(`#view-${name}`);
  if (tab) tab.checked = true;
}

function reveal(target) {
  const folded = target.closest("details:not([open])");
  if (folded) folded.open = true;
  const seldom = target.closest(".if-focused");
  seldom?.previousElementSibling?.classList.remove("if-focused");
  seldom?.classList.remove("if-focused");
}

function focusOn(id) {
  const target = document.getElementById(id);
  if (!target) return;
  if (target.closest(".desk__paper")) showView("invoice");
  reveal(target);
  if (!target.matches("input, textarea, select, button, a, summary")) target.tabIndex = -1;
  target.focus({ preventScroll: true });
  target.scrollIntoView({ block: "center" });
  if (target.matches(".field") && target.value) target.select?.();
}

function scrollToEnd() {
  const log = $(".chat__log");
  if (log?.querySelector(".msg--bot")) log.scrollTop = log.scrollHeight;
}

function openAsk() {
  const ask = $("#ask");
  if (!ask) return;
  ask.removeAttribute("open");
  ask.showModal();
  ask.addEventListener("close", () => ask.remove());
}

// Only what was changed is posted, each field with what it showed, so that two people can write on one sheet.
function postChanges(event) {
  const { formData } = event.detail;
  sent.clear();
  for (const field of event.detail.elt.elements) {
    if (!field.classList.contains("field")) continue;
    if (isDirty(field)) {
      formData.append(`was:${field.name}`, shownIn(field));
      sent.set(field.name, field.value);
    } else {
      formData.delete(field.name);
    }
  }
  if (!sent.size) event.preventDefault();
}

// A sheet that comes in while somebody types: what was typed meanwhile, the caret and the place stay.
function holdTyping(paper) {
  const active = document.activeElement;
  held = {
    fields: [...paper.querySelectorAll(".field")]
      .filter((field) => isDirty(field) && sent.get(field.name) !== field.value)
      .map((field) => ({ id: field.id, value: field.value, live: field === active })),
    focus: paper.contains(active) ? active.id : "",
    caret: paper.contains(active) && "selectionStart" in active ? [active.selectionStart, active.selectionEnd] : null,
    discount: paper.querySelector(".addline__discount")?.open,
  };
}

function giveBackTyping() {
  if (!held) return;
  const { fields, focus, caret, discount } = held;
  held = null;
  if (discount && $(".addline__discount")) $(".addline__discount").open = true;
  for (const { id, value, live } of fields) {
    const field = document.getElementById(id);
    if (!field?.classList.contains("field")) continue;
    field.value = value;
    if (!live) setTimeout(() => field.dispatchEvent(new Event("change", { bubbles: true })));
  }
  const active = focus && document.getElementById(focus);
  if (!active || active === document.activeElement) return;
  reveal(active);
  active.focus({ preventScroll: true });
  if (caret && active.matches("input, textarea")) active.setSelectionRange(...caret);
}

function newMessageId() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

function element(tag, className, text) {
  const made = document.createElement(tag);
  if (className) made.className = className;
  if (text) made.textContent = text;
  return made;
}

// The message is shown at once when its answer takes longer than a moment.
function showWaiting(form, text) {
  clearTimeout(form.waiting);
  form.waiting = setTimeout(() => {
    const log = $("#log") ?? $(".chat__log");
    const box = element(log.matches("ol") ? "li" : "p", "msg--you is-waiting", text);
    box.dir = "auto";
    const dots = element(log.matches("ol") ? "li" : "p", "msg--bot is-waiting");
    const typing = element("span", "typing");
    typing.setAttribute("aria-label", "Writing");
    typing.append(element("i"), element("i"), element("i"));
    dots.append(element("span"), typing);
    log.append(box, dots);
    log.closest(".chat__log").scrollTop = log.closest(".chat__log").scrollHeight;
  }, 300);
}

function endWaiting(form) {
  clearTimeout(form.waiting);
  document.querySelectorAll(".is-waiting").forEach((box) => box.remove());
}

function showFault(form, { text, status }) {
  const place = form.matches("[data-say]") ? $("#say-notice") : $("#notices");
  if (!place) return toast(text);
  const notice = element("div", "notice notice--bad");
  notice.append(element("span", "grow", text));
  if (status === 401) {
    const link = element("a", "btn btn--s", "Sign in");
    Object.assign(link, { href: document.body.dataset.signIn, target: "_blank", rel: "noopener" });
    notice.append(link);
  }
  if (status !== 422 && status !== 404) {
    const again = element("button", "btn btn--s", "Try again");
    again.type = "button";
    again.dataset.again = "";
    notice.append(again);
  }
  place.replaceChildren(notice);
}

function faultOf(xhr) {
  try {
    const { notice } = JSON.parse(xhr.getResponseHeader("HX-Trigger"));
    if (notice?.text) return notice;
  } catch {
    // Not an answer of ours: a proxy's, or none at all.
  }
  const status = xhr?.status ?? 0;
  if (!status) return { status, text: "There is no connection. What you typed is still here." };
  if (status === 403) return { status, text: "This page is out of date. Reload it; copy what you typed first." };
  return { status, text: "That did not work; nothing was changed. What you typed is still here." };
}

document.addEventListener("htmx:configRequest", (event) => {
  if (event.detail.elt.id === "sheet") postChanges(event);
});

document.addEventListener("htmx:beforeRequest", (event) => {
  const form = event.detail.elt;
  if (!form.matches("[data-say]")) return;
  const text = event.detail.requestConfig.formData.get("message");
  form.said = text;
  showWaiting(form, text);
  $("#say-notice")?.replaceChildren();
});

document.addEventListener("htmx:afterRequest", (event) => {
  const form = event.detail.requestConfig.elt;
  if (form.id === "sheet") sent.clear();
  if (form.matches("[data-say]")) endWaiting(form);
  if (!event.detail.successful) return;
  failed = null;
  if (form.id === "composer") {
    const box = $("#say");
    if (box && box.value === form.said) box.value = "";
  }
});

document.addEventListener("htmx:responseError", (event) => fail(event));
document.addEventListener("htmx:sendError", (event) => fail(event));
document.addEventListener("htmx:timeout", (event) => fail(event));

function fail(event) {
  const asked = event.detail.requestConfig.elt;
  const form = asked.closest("form") ?? asked;
  failed = { form, submitter: event.detail.requestConfig?.triggeringEvent?.submitter ?? null, text: form.said };
  if (form.id === "sheet" && $("#saved")) $("#saved").textContent = "Not saved";
  showFault(form, faultOf(event.detail.xhr));
}

document.addEventListener("htmx:oobBeforeSwap", (event) => {
  if (event.detail.target.id !== "paper") return;
  const coming = event.detail.fragment.querySelector("#paper");
  const here = event.detail.target.dataset;
  const older = coming && coming.dataset.invoice === here.invoice && Number(coming.dataset.version) < Number(here.version);
  if (older) event.detail.shouldSwap = false;
  else holdTyping(event.detail.target);
});
document.addEventListener("htmx:oobAfterSwap", (event) => {
  if (event.detail.target?.id === "paper" || held) giveBackTyping();
});

document.addEventListener("htmx:afterSwap", (event) => {
  if (event.detail.target.id === "asking") openAsk();
  if (event.detail.target.id === "log" || event.detail.target.id === "desk") scrollToEnd();
});
document.addEventListener("htmx:afterSettle", (event) => {
  if (event.detail.target.id === "log") scrollToEnd();
  if (event.detail.elt.id === "desk") $("#say")?.focus();
});
document.addEventListener("focus-on", (event) => focusOn(event.detail.id));

document.addEventListener("click", (event) => {
  const link = event.target.closest('a[href^="#f-"], a[href="#due"]');
  if (link) {
    event.preventDefault();
    focusOn(link.hash.slice(1));
    return;
  }
  const fill = event.target.closest("[data-fill]");
  if (fill) {
    event.preventDefault();
    const box = $(fill.dataset.fill);
    box.value = fill.value;
    box.focus();
    return;
  }
  if (event.target.closest("[data-again]") && failed) {
    failed.form.requestSubmit(failed.form.contains(failed.submitter) ? failed.submitter : undefined);
  } else if (event.target.closest("[data-dismiss]") && $("#ask")?.matches(":modal")) {
    event.preventDefault();
    $("#ask").close();
  }
});

// A value that was given back by script fires no change of its own when the person leaves the field.
document.addEventListener("focusout", (event) => {
  const field = event.target;
  if (!field.closest?.("#sheet") || !field.matches(".field")) return;
  setTimeout(() => {
    const waits = field.isConnected && isDirty(field) && sent.get(field.name) !== field.value && !field.dataset.was;
    if (waits) field.dispatchEvent(new Event("change", { bubbles: true }));
  });
});

document.addEventListener("submit", (event) => {
  const once = event.target.closest("[data-once]");
  if (!once) return;
  if (once.dataset.sent) event.preventDefault();
  once.dataset.sent = "yes";
  once.querySelector("[type=submit]").setAttribute("aria-busy", "true");
});

document.addEventListener("input", (event) => {
  // Other words after a failure are another message: only the same ones may find the answer of the first try.
  if (event.target.id !== "say" || !failed || failed.form.id !== "composer") return;
  if (event.target.value === failed.text) return;
  $("#message-id").value = newMessageId();
  failed = null;
});

function keyInComposer(event, box) {
  if (event.key === "Enter" && !event.shiftKey && !event.ctrlKey && !event.metaKey && !event.isComposing) {
    event.preventDefault();
    if (box.value.trim()) box.form.requestSubmit();
  } else if (event.key === "ArrowUp" && !box.value) {
    const last = [...document.querySelectorAll(".msg--you")].at(-1)?.cloneNode(true);
    if (!last) return;
    last.querySelector(".sr")?.remove();
    event.preventDefault();
    box.value = last.textContent;
    box.setSelectionRange(box.value.length, box.value.length);
  }
}

function keyInField(event, field) {
  if (event.key === "Escape") {
    if (isDirty(field)) {
      field.value = shownIn(field);
      event.preventDefault();
    }
    field.blur();
  } else if (event.key === "Enter" && !event.shiftKey && !event.isComposing && field.dataset.enter !== "break") {
    event.preventDefault();
    if (event.ctrlKey || event.metaKey) return;
    if (isDirty(field)) field.dispatchEvent(new Event("change", { bubbles: true }));
  }
}

document.addEventListener("keydown", (event) => {
  const desk = $("#desk");
  if (!desk) return;
  const command = event.ctrlKey || event.metaKey;
  if (event.target.id === "say") keyInComposer(event, event.target);
  else if (event.target.classList?.contains("field")) keyInField(event, event.target);
  if (command && event.key === "Enter") {
    event.preventDefault();
    if (!$("#ask")) $("[data-issue] button")?.click();
  } else if (command && event.key.toLowerCase() === "z" && !isTyping(event.target)) {
    event.preventDefault();
    $(event.shiftKey ? "#step-redo" : "#step-undo")?.click();
  } else if (event.altKey && (event.key === "1" || event.key === "2")) {
    event.preventDefault();
    showView(event.key === "1" ? "chat" : "invoice");
    (event.key === "1" ? $("#say") : $("#paper .field"))?.focus();
  }
});

if ($("#desk")) {
  scrollToEnd();
  if ($("#desk").dataset.focus) focusOn($("#desk").dataset.focus);
  if ($("#ask")) openAsk();
}
