// The launcher for other people's pages: one button, and a frame that is loaded when it is first tapped.
// It never opens by itself. <script src="…/embed.js" data-lang data-position data-color data-title data-region defer>
(() => {
  const script = document.currentScript;
  if (!script) return;
  const WORDS = JSON.parse("{}");
  const ours = new URL(script.src).origin;
  const { lang = "", position = "right", color = "", title = "", region = "" } = script.dataset;
  const words = WORDS[lang] ?? WORDS["zh-Hans"];
  const name = title || words.title;
  const side = position === "left" ? "left" : "right";

  const background = /^#[0-9a-f]{6}$/i.test(color) ? color : "#0b5c4a";
  const light = [1, 3, 5]
    .map((at) => parseInt(background.slice(at, at + 2), 16) / 255)
    .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
  const readable = 0.2126 * light[0] + 0.7152 * light[1] + 0.0722 * light[2] > 0.179 ? "#000" : "#fff";

  const make = (tag, style) => {
    const node = document.createElement(tag);
    Object.assign(node.style, style); // not an attribute, so that a strict CSP of the page allows it
    return node;
  };
  const font = "system-ui, -apple-system, 'PingFang SC', 'Microsoft YaHei', sans-serif";

  const holder = make("div", { position: "fixed", zIndex: "2147483000", bottom: "16px", [side]: "16px" });
  const inside = holder.attachShadow({ mode: "open" }); // the page's styles stay out, ours stay in
  const launcher = make("button", {
    minHeight: "52px", maxWidth: "calc(100vw - 32px)", padding: "10px 20px", border: "2px solid " + readable,
    borderRadius: "26px", background, color: readable, font: "600 17px/1.4 " + font, cursor: "pointer",
    boxShadow: "0 2px 10px rgb(0 0 0 / .35)",
  });
  launcher.type = "button";
  launcher.textContent = name;
  launcher.setAttribute("aria-expanded", "false");
  inside.append(launcher);

  let panel = null;
  let frame = null;

  const build = () => {
    panel = make("div", {
      position: "fixed", bottom: "0", [side]: "0", width: "min(420px, 100vw)", height: "min(700px, 100dvh)",
      display: "flex", flexDirection: "column", background: "#fff", color: "#111", border: "1px solid #555",
      boxShadow: "0 4px 24px rgb(0 0 0 / .4)",
    });
    panel.id = "panel";
    panel.setAttribute("role", "dialog");
    panel.setAttribute("aria-label", name);
    const bar = make("div", {
      display: "flex", alignItems: "center", justifyContent: "space-between", padding: "0 0 0 16px", background,
      color: readable, font: "600 17px/1.4 " + font,
    });
    bar.textContent = name;
    const shut = make("button", {
      minWidth: "52px", minHeight: "52px", border: "0", background, color: readable, font: "24px/1 " + font,
      cursor: "pointer",
    });
    shut.type = "button";
    shut.textContent = "×";
    shut.setAttribute("aria-label", words.close);
    shut.addEventListener("click", close);
    bar.append(shut);
    frame = make("iframe", { flex: "1", width: "100%", border: "0" });
    const query = new URLSearchParams({ host: location.origin });
    if (lang) query.set("lang", lang);
    if (region) query.set("region", region);
    frame.src = `${ours}/embed?${query}`;
    frame.title = name;
    frame.allow = "clipboard-write; web-share";
    const escape = make("a", { padding: "6px 16px", font: "15px/1.4 " + font, color: "#0b5c4a" });
    escape.href = `${ours}/chat${lang ? `?lang=${encodeURIComponent(lang)}` : ""}`;
    escape.target = "_blank";
    escape.rel = "noopener";
    escape.textContent = words.blocked;
    panel.append(bar, frame, escape); // the link goes once the frame says that it works
    addEventListener("message", (event) => {
      if (event.origin !== ours || event.source !== frame.contentWindow) return;
      if (event.data === "antifraud:ready") escape.remove();
      if (event.data === "antifraud:close") close();
    });
    inside.append(panel);
    launcher.setAttribute("aria-controls", "panel");
  };

  const open = () => {
    if (!panel) build();
    panel.style.display = "flex";
    launcher.setAttribute("aria-expanded", "true");
    frame.focus();
  };

  const close = () => {
    panel.style.display = "none";
    launcher.setAttribute("aria-expanded", "false");
    launcher.focus();
  };

  const isOpen = () => launcher.getAttribute("aria-expanded") === "true";
  launcher.addEventListener("click", () => (isOpen() ? close() : open()));
  inside.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && isOpen()) close();
  });
  document.body.append(holder);
})();
