// Makes the chat form better where scripts run. Every word it shows comes from the page itself.
const one = (selector, root = document) => root.querySelector(selector);
const root = document.documentElement;
const form = one("#ask"), box = one("#text"), log = one("#log"), live = one("#live"), notice = one("#notice");
const SECONDS = 20;
let busy = false;

root.classList.add("js");
if (navigator.share) root.classList.add("can-share");

const stored = (change) => {
  try {
    return change(localStorage);
  } catch {
    return null; // a frame without storage: the look stays in the address
  }
};

const copyOf = (id) => one(`#t-${id}`).content.cloneNode(true);

const fragment = async (target, fields) => {
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(), SECONDS * 1000);
  try {
    const response = await fetch(target.action, {
      method: "POST", body: new URLSearchParams(fields), headers: { "X-Fragment": "1" }, signal: stop.signal,
    });
    const ours = response.ok || response.status === 422 || response.headers.has("X-Fragment");
    if (!ours) throw new Error(response.status); // such as a proxy's error page
    const holder = document.createElement("template");
    holder.innerHTML = await response.text(); // escaped by our own server
    return { ok: response.ok, content: holder.content };
  } finally {
    clearTimeout(timer);
  }
};

const show = (node) => node.scrollIntoView({
  block: "start", behavior: matchMedia("(prefers-reduced-motion: reduce)").matches ? "auto" : "smooth",
});

const addTurn = (said) => {
  const turn = document.createElement("div");
  turn.append(copyOf("said"), copyOf("waiting"));
  one(".said p", turn).textContent = said;
  log.append(turn);
  show(turn);
  return turn;
};

const answered = (turn, content, tapped) => {
  for (const old of log.querySelectorAll(".next")) old.remove(); // only the newest answer's are to be tapped
  one(".waiting", turn).replaceWith(content);
  const article = one("article", turn);
  live.textContent = [...article.querySelectorAll(".body > section")].map((part) => part.innerText).join("\n");
  if (tapped || matchMedia("(pointer: coarse)").matches) article.focus({ preventScroll: true }); // closes the keyboard
  show(article);
};

const refused = (turn, said, note) => {
  turn.remove();
  box.value = [said, box.value].filter(Boolean).join("\n"); // nothing typed is lost
  notice.replaceChildren(note);
  box.focus();
};

const send = async (tapped) => {
  const said = (tapped || box.value).trim();
  if (!said || busy) return box.focus();
  busy = true;
  form.setAttribute("aria-busy", "true");
  if (!tapped) box.value = "";
  notice.replaceChildren();
  live.textContent = copyOf("waiting").textContent;
  const turn = addTurn(said);
  try {
    const { ok, content } = await fragment(form, { message: said, talk: form.elements.talk?.value ?? "" });
    if (ok) answered(turn, content, tapped);
    else refused(turn, said, content);
  } catch {
    live.textContent = "";
    refused(turn, said, copyOf(navigator.onLine ? "failed" : "offline"));
  }
  form.removeAttribute("aria-busy");
  busy = false;
};

const opine = async (target, button) => {
  try {
    const { content } = await fragment(target, { receipt: target.elements.receipt.value, helpful: button.value });
    target.replaceChildren(content);
    target.tabIndex = -1;
    target.focus();
    live.textContent = target.textContent;
  } catch {
    // an opinion is not worth an alarm: the buttons stay, to be tapped again
  }
};

addEventListener("submit", (event) => {
  const { target, submitter } = event;
  if (target !== form && !target.matches(".helpful")) return;
  event.preventDefault();
  if (target === form) send(submitter?.name === "message" ? submitter.value : "");
  else opine(target, submitter);
});

box.addEventListener("keydown", (event) => {
  const composing = event.isComposing || event.keyCode === 229; // Safari ends the composition first
  if (event.key !== "Enter" || event.shiftKey || composing) return;
  event.preventDefault();
  send("");
});

// Copying and sharing

const copy = async (text, button) => {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    const field = document.createElement("textarea"); // WeChat and frames without permission
    field.value = text;
    button.after(field);
    field.select();
    document.execCommand("copy");
    field.remove();
    button.focus();
  }
  const label = button.textContent;
  button.textContent = live.textContent = button.dataset.done;
  setTimeout(() => { button.textContent = label; }, 2000);
};

const card = (button) => one("textarea", button.closest(".forward")).value.trim();
const actions = {
  copy: (button) => copy(button.dataset.text, button),
  "copy-card": (button) => copy(card(button), button),
  share: (button) => navigator.share({ text: card(button) }).catch((error) => {
    if (error.name !== "AbortError") copy(card(button), one("[data-do=copy-card]", button.parentNode));
  }),
  print: () => print(),
};

addEventListener("click", (event) => {
  const button = event.target.closest("[data-do]");
  if (button) actions[button.dataset.do](button);
  const link = event.target.closest("[data-look]");
  if (link && !event.ctrlKey && !event.metaKey) {
    event.preventDefault();
    look(link);
  }
});

addEventListener("keydown", (event) => {
  const host = form.dataset.host;
  if (event.key === "Escape" && host && !event.isComposing) parent.postMessage("antifraud:close", host);
});

addEventListener("beforeprint", () => {
  for (const part of log.querySelectorAll("details.part")) part.open = true; // paper does not fold
});

// The look changes in place, so that a conversation on the page is not lost

const KEYS = ["elder", "theme"];

const withLook = (address, wanted) => {
  const url = new URL(address);
  for (const key of KEYS) {
    if (wanted.has(key)) url.searchParams.set(key, wanted.get(key));
    else url.searchParams.delete(key);
  }
  return url.pathname + url.search;
};

const wear = (wanted) => {
  root.classList.toggle("elder", wanted.get("elder") === "1");
  root.dataset.theme = wanted.get("theme") ?? "auto";
  one("meta[name=color-scheme]").content = wanted.get("theme") ?? "light dark";
  for (const each of document.forms) each.setAttribute("action", withLook(each.action, wanted));
  for (const link of document.querySelectorAll("a[href^='/']:not([data-look])")) link.setAttribute("href", withLook(link.href, wanted));
  history.replaceState(null, "", withLook(location.href, wanted));
};

const look = (link) => {
  const now = new URL(location.href).searchParams;
  const asked = new URL(link.href).searchParams;
  const key = link.dataset.look;
  if (asked.has(key)) now.set(key, asked.get(key));
  else now.delete(key);
  wear(now);
  const shown = [...document.querySelectorAll(`[data-look=${key}]`)].find((each) => each.offsetParent);
  shown?.focus();
  stored((storage) => storage.setItem("look", KEYS.filter((each) => now.has(each)).map((each) => `${each}=${now.get(each)}`).join("&")));
};

const address = new URL(location.href).searchParams;
const kept = stored((storage) => storage.getItem("look"));
if (kept && !KEYS.some((key) => address.has(key))) wear(new URLSearchParams(kept));
if (form.dataset.host) parent.postMessage("antifraud:ready", form.dataset.host);
