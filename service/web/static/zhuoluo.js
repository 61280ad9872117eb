// What makes the pages quick; everything works without it.
"use strict";

// A form is sent once, however often it is clicked.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method !== "post") return;
  if (form.dataset.sent) event.preventDefault();
  form.dataset.sent = "yes";
  setTimeout(() => delete form.dataset.sent, 5000);
});

// Ctrl+Enter sends the form in which one is, or the main one of the page where one is in none: a field that was laid out
// anew may have lost the focus. / goes to the field for numbers; Alt+N to the intake.
document.addEventListener("keydown", (event) => {
  const main = event.target === document.body ? document.querySelector("button[data-main]") : null;
  const inside = event.target.closest("form") ?? main?.form;
  if (event.ctrlKey && event.key === "Enter" && inside) {
    inside.requestSubmit(inside.querySelector("button[data-main]") || inside.querySelector("button"));
    event.preventDefault();
  }
  const typing = event.target.closest("input, textarea, select");
  if (event.key === "/" && !typing) {
    document.getElementById("find")?.focus();
    event.preventDefault();
  }
});

// Alt and the key of a control is its click; browsers differ in whether Shift belongs to it too.
document.addEventListener("keydown", (event) => {
  if (!event.altKey || event.ctrlKey || event.metaKey || event.defaultPrevented) return;
  const named = document.querySelector(`[accesskey="${CSS.escape(event.key.toLowerCase())}"]`);
  if (!named) return;
  named.focus();
  named.click();
  event.preventDefault();
});

// Tick all, or none.
document.addEventListener("change", (event) => {
  const all = event.target.closest("input[data-all]");
  if (!all) return;
  for (const box of all.form.elements) if (box.name === all.dataset.all) box.checked = all.checked;
});

// What is typed or unfolded while a form is being laid out anew goes into the fields that come.
const noted = {};
const controls = (part) => part.querySelectorAll("input:not([type=hidden], [type=file]), select, textarea, details[id]");
const named = (each) => each.id || `${each.name}=${each.value}`;
const told = (each) => (each.tagName === "DETAILS" ? each.open : each.matches("[type=radio], [type=checkbox]") ? each.checked : each.value);
document.addEventListener("htmx:beforeRequest", (event) => {
  const part = event.detail.target;
  if (part.id) noted[part.id] = new Map(Array.from(controls(part), (each) => [named(each), told(each)]));
});
document.addEventListener("htmx:beforeSwap", (event) => {
  const part = event.detail.target;
  const asked = noted[part.id] || new Map();
  const since = Array.from(controls(part)).filter((each) => told(each) !== asked.get(named(each)) || each.open);
  noted[part.id] = new Map(since.map((each) => [named(each), told(each)]));
});
document.addEventListener("htmx:afterSwap", (event) => {
  const id = event.detail.target.id;
  const part = document.getElementById(id);
  if (!part || !noted[id]) return;
  for (const each of controls(part)) {
    const said = noted[id].get(named(each));
    if (said === undefined) continue;
    if (each.tagName === "DETAILS") each.open = said;
    else if (typeof said === "boolean") each.checked = said;
    else each.value = said;
  }
  delete noted[id];
});

// What is wrong is told first.
document.querySelector(".faults")?.focus();
