// The API reference, tried: a form for every operation, made of its description when it is opened. The token is kept by this page alone.

const base = document.body.dataset.base;
const token = document.getElementById("token");
const signIn = document.getElementById("sign-in");
const signedIn = document.getElementById("signed-in");

/** An element with these attributes and children. Texts stay texts. */
function make(name, attributes = {}, ...children) {
  const element = document.createElement(name);
  for (const [attribute, value] of Object.entries(attributes)) {
    if (value === true) element.setAttribute(attribute, "");
    else if (value !== false && value !== undefined) element.setAttribute(attribute, value);
  }
  element.append(...children);
  return element;
}

/** A label around what it names. */
function labelled(text, control, mono = false) {
  return make("label", {}, mono ? make("code", {}, text) : text, " ", control);
}

function choice(values) {
  return make("select", {}, ...values.map((value) => make("option", { value }, value || "—")));
}

/** What a parameter is filled in with. */
function control(parameter) {
  const { name, required, words } = parameter.dataset;
  const input = words ? choice(["", ...words.split(" ")]) : make("input", { type: "text", autocomplete: "off", spellcheck: "false" });
  input.dataset.name = name;
  input.dataset.in = parameter.dataset.in;
  input.required = required !== undefined;
  return input;
}

/** The filters are many: one is chosen, and another one if need be. */
function filters(operation, fields) {
  const all = [...operation.querySelectorAll(".filters [data-name]")];
  if (all.length === 0) return [];
  const names = choice(all.map((parameter) => parameter.dataset.name));
  const add = make("button", { type: "button" }, "Add");
  add.addEventListener("click", () => {
    const parameter = all.find((one) => one.dataset.name === names.value);
    const input = control(parameter);
    const remove = make("button", { type: "button", "aria-label": `Remove ${names.value}` }, "Remove");
    const row = make("div", { class: "filter" }, labelled(names.value, input, true), remove);
    remove.addEventListener("click", () => {
      row.remove();
      names.focus();
    });
    fields.append(row);
    input.focus();
  });
  return [make("div", { class: "filter" }, labelled("Filter or order", names), add)];
}

/** The form of an operation. */
function form(operation) {
  const { method, path } = operation.dataset;
  const fields = make("div", { class: "fields" });
  for (const parameter of operation.querySelectorAll("[data-name]")) {
    if (!parameter.closest(".filters")) fields.append(labelled(parameter.dataset.name, control(parameter), true));
  }
  const added = make("div", { class: "fields" });
  const accept = choice(["application/ld+json", "application/json"]);
  fields.append(labelled("Accept", accept, true));
  const described = operation.querySelector("[data-body]");
  let kind;
  let body;
  if (described) {
    kind = choice(described.dataset.body.split(" "));
    body = make("textarea", { rows: "10", spellcheck: "false", autocomplete: "off" });
    body.value = operation.querySelector(".sample").textContent;
    fields.append(labelled("Content-Type", kind, true));
  }
  const status = make("p", { class: "answered", role: "status" });
  const answer = make("div");
  const send = make("button", {}, "Send");
  const whole = make(
    "form",
    { "aria-label": `Try ${method} ${path}` },
    fields,
    ...filters(operation, added),
    added,
    ...(body ? [labelled("Body", body)] : []),
    make("div", {}, send),
  );
  whole.addEventListener("submit", async (event) => {
    event.preventDefault();
    send.disabled = true;
    answer.replaceChildren();
    status.textContent = "Sending …";
    const headers = { Accept: accept.value };
    if (body) headers["Content-Type"] = kind.value;
    if (token.value && operation.dataset.open === undefined) headers.Authorization = `Bearer ${token.value}`;
    const url = address(path, whole, headers);
    try {
      await ask(url, { method, headers, body: body?.value }, status, answer);
    } catch (error) {
      status.textContent = `No answer: ${error.message}`;
    }
    send.disabled = false;
  });
  return [make("h4", {}, "Try it"), whole, status, answer];
}

/** The address with what was filled in; headers go where they belong. */
function address(path, whole, headers) {
  const query = new URLSearchParams();
  let filled = path;
  for (const input of whole.querySelectorAll("[data-name]")) {
    const { name } = input.dataset;
    const value = input.value.trim();
    if (input.dataset.in === "path") filled = filled.replace(`{${name}}`, encodeURIComponent(value));
    else if (value && input.dataset.in === "query") query.append(name, value);
    else if (value) headers[name] = value;
  }
  return base + filled + (query.size > 0 ? `?${query}` : "");
}

/** Asks, and shows what came of it. */
async function ask(url, request, status, answer) {
  const began = performance.now();
  const response = await fetch(url, { ...request, credentials: "omit", cache: "no-store" });
  const text = await response.text();
  const took = Math.round(performance.now() - began);
  status.textContent = `${response.status} ${response.statusText} · ${took} ms · ${request.method} ${url}`;
  status.dataset.ok = response.ok;
  const headers = [...response.headers].map(([name, value]) => `${name}: ${value}`).join("\n");
  answer.append(make("h5", {}, "Headers"), make("pre", {}, headers));
  if (text) answer.append(make("h5", {}, "Body"), make("pre", {}, pretty(text)));
}

function pretty(text) {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}

signIn.addEventListener("submit", async (event) => {
  event.preventDefault();
  const { username, password } = Object.fromEntries(new FormData(signIn));
  signedIn.textContent = "Signing in …";
  try {
    const response = await fetch(`${base}/login`, {
      method: "POST",
      headers: { "Content-Type": "application/json", Accept: "application/json" },
      body: JSON.stringify({ username, password }),
      credentials: "omit",
      cache: "no-store",
    });
    const answer = await response.json();
    token.value = answer.token ?? "";
    signedIn.textContent = answer.token ? `Signed in as ${username}.` : `${response.status}: ${answer.message ?? answer.detail}`;
    if (answer.token) signIn.elements.password.value = "";
  } catch (error) {
    signedIn.textContent = `No answer: ${error.message}`;
  }
});

for (const operation of document.querySelectorAll(".operation")) {
  operation.addEventListener("toggle", () => {
    const place = operation.querySelector(".try");
    if (!operation.open || !place.hidden) return;
    place.append(...form(operation));
    place.hidden = false;
  });
}

/** Opens what an address points to. */
function open() {
  const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (target instanceof HTMLDetailsElement) {
    target.open = true;
    target.scrollIntoView();
  }
}

document.getElementById("access").hidden = false;
addEventListener("hashchange", open);
open();
