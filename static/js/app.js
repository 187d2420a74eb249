// Theme, menu, keys, copying. Every page works without it.
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
  if (event.key === "/") {
    const search = document.querySelector("input[type=search], .search input");
    if (!search) return;
    event.preventDefault();
    search.focus();
  } else {
    document.querySelector(`[data-key="${CSS.escape(event.key.toLowerCase())}"]`)?.click();
  }
});
