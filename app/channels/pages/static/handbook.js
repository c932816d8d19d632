// Buttons to print and to send on; each shows itself where the browser can do it.
function offer(selector, act) {
  for (const button of document.querySelectorAll(selector)) {
    button.hidden = false;
    button.addEventListener("click", () => act(button));
  }
}

async function sendOn(button) {
  const { address, title, done } = button.dataset;
  try {
    if (navigator.share) return await navigator.share({ title, url: address });
    await navigator.clipboard.writeText(address);
    document.getElementById("sent").textContent = done;
  } catch {
    // The reader closed the sheet, or the browser does not let us copy; the address stands in its bar.
  }
}

if (window.print) offer("button.print", () => window.print());
if (navigator.share || navigator.clipboard) offer("button.send-on", sendOn);
