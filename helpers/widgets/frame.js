// What every widget's page is made of. The text of a widget's own module follows this one, so
// these functions are at hand there without an import.

const PALETTE = {
  light: {
    input: "#0072B2", filter: "#E69F00", filterText: "#7A5300", output: "#007A59",
    outputFill: "#009E73", wrong: "#C24E00", negative: "#7B3294", ink: "#222222",
    quiet: "#6B6B6B", line: "#C8C8C8", paper: "#FFFFFF", onFilter: "#000000",
  },
  dark: {
    input: "#56B4E9", filter: "#F0B030", filterText: "#F0B030", output: "#2FC79A",
    outputFill: "#12976F", wrong: "#FF8A4C", negative: "#C79BE0", ink: "#E8E8E8",
    quiet: "#A6A6A6", line: "#4A4D52", paper: "#1B1D20", onFilter: "#000000",
  },
};
const FOCUSED = new Set(["button", "canvas", "input", "select", "summary", "textarea"]);
const PATIENCE = 500; // milliseconds, until the page says that it waits for Python
const TOGETHER = 700; // milliseconds within which changes by a slider are undone as one
const MOST_CHANGES = 50; // that can be undone
const HERE = `cw-${Math.random().toString(36).slice(2)}`; // of this widget, among all on a page
let identities = 0;

function identity() {
  return `${HERE}-${(identities += 1)}`;
}

// An element: `element("p", {className: "quiet"}, "text", child)`.
function element(tag, properties = {}, ...children) {
  const made = document.createElement(tag);
  // JupyterLab would take arrow keys and letters for its own shortcuts; it asks the element itself.
  if (FOCUSED.has(tag)) made.setAttribute("data-lm-suppress-shortcuts", "true");
  for (const [name, value] of Object.entries(properties)) {
    if (name.startsWith("aria-") || name.startsWith("data-") || name === "role" || name === "for") {
      made.setAttribute(name, value);
    } else {
      made[name] = value;
    }
  }
  made.append(...children);
  return made;
}

// The floats of an array that Python packed: {shape, data}.
function numbers(packed) {
  const { buffer, byteOffset, byteLength } = packed.data;
  return {
    shape: packed.shape,
    data: new Float32Array(buffer.slice(byteOffset, byteOffset + byteLength)),
  };
}

// A number in few characters, with a true minus sign: 3, −1, 0.11.
function short(value, digits = 3) {
  if (!Number.isFinite(value)) return Number.isNaN(value) ? "nan" : value > 0 ? "∞" : "−∞";
  const text = Number.isInteger(value) ? String(value) : String(Number(value.toPrecision(digits)));
  return text.replaceAll("-", "−");
}

// Words on a canvas, level with y.
function put(pen, text, x, y, color, { size = 12, align = "left", bold = false } = {}) {
  pen.font = `${bold ? "600 " : ""}${size}px system-ui, "DejaVu Sans", sans-serif`;
  pen.fillStyle = color;
  pen.textAlign = align;
  pen.textBaseline = "middle";
  pen.fillText(text, x, y);
}

// A colour between two others, given as #RRGGBB; share is 0 for the first, 1 for the second.
function blend(first, second, share) {
  const part = (color, at) => parseInt(color.slice(at, at + 2), 16);
  const mixed = [1, 3, 5].map((at) => part(first, at) * (1 - share) + part(second, at) * share);
  return `rgb(${mixed.map(Math.round).join(",")})`;
}

// The colour of a number: paper at zero, purple below, the role's colour above.
function shade(colors, role, value, top) {
  const share = Math.min(1, Math.abs(value) / (top || 1));
  return blend(colors.paper, value < 0 ? colors.negative : colors[role], 0.85 * share);
}

function isDark() {
  const { body, documentElement } = document;
  if (body.dataset.jpThemeLight) return body.dataset.jpThemeLight === "false";
  if (/vscode-(dark|high-contrast)/.test(body.className)) return true;
  if (/vscode-light/.test(body.className)) return false;
  if (documentElement.getAttribute("theme")) return documentElement.getAttribute("theme") === "dark";
  return matchMedia("(prefers-color-scheme: dark)").matches;
}

// The frame of a widget: title, controls, stage, messages, tasks. Returns what its module uses;
// `frame.close` is what `render` has to return.
function openFrame({ model, el }) {
  const { title, tasks } = model.get("about");
  const controls = element("div", { className: "cw-controls" });
  const stage = element("div", { className: "cw-stage" });
  const error = element("div", { className: "cw-error", role: "alert" });
  const waiting = element("span", { className: "cw-waiting", role: "status" });
  const root = element(
    "section",
    { className: "course-widget", "aria-label": title },
    element("header", {}, element("strong", {}, title), waiting),
    controls, error, stage,
  );
  const cleanups = [], followers = [], canvases = [], questions = new Map();
  const view = identity();
  let asked = 0, timer = 0, scheduled = 0, colors = PALETTE.light;

  const frame = {
    model, root, controls, stage,
    get colors() { return colors; },
    get state() { return model.get("state"); },
    // Change settings. Python answers by a new picture.
    set(changes) {
      const state = { ...model.get("state"), ...changes };
      if (JSON.stringify(state) === JSON.stringify(model.get("state"))) return;
      model.set("state", state);
      model.save_changes();
      expect();
    },
    // Ask Python to run `do_name(**details)`. The promise gives what it returned, arrays as
    // {shape, data}; `failed` is true in it where it raised. buffers: bytes to go with it, which
    // `do_name` then gets as an argument of that name.
    ask(name, details = {}, buffers = []) {
      const number = `${view}-${(asked += 1)}`;
      model.send({ do: name, details, number }, undefined, buffers);
      expect();
      return new Promise((resolve) => questions.set(number, resolve));
    },
    // Call a function now and whenever one of these traits changes.
    follow(traits, call) {
      for (const trait of traits) frame.listen(`change:${trait}`, call);
      call();
    },
    listen(event, call) {
      model.on(event, call);
      cleanups.push(() => model.off(event, call));
    },
    // Called with the state whenever it changes, as bound controls are.
    onState(call) { followers.push(call); call(model.get("state")); },
    onClose(call) { cleanups.push(call); },
    addCanvas(canvas) { canvases.push(canvas); },
    redraw() {
      if (!scheduled) {
        scheduled = requestAnimationFrame(() => {
          scheduled = 0;
          for (const canvas of canvases) canvas.paint();
        });
      }
    },
    close() {
      clearTimeout(timer);
      cancelAnimationFrame(scheduled);
      for (const cleanup of cleanups) cleanup();
      for (const resolve of questions.values()) resolve({ failed: true });
      root.remove();
    },
  };

  function expect() {
    if (timer) return;
    timer = setTimeout(() => {
      waiting.textContent = "Waiting for Python. If that does not end, run the cell again.";
    }, PATIENCE);
  }
  function served() {
    clearTimeout(timer);
    timer = 0;
    waiting.textContent = "";
  }
  for (const trait of ["picture", "share"]) frame.listen(`change:${trait}`, served);
  // Work begins with no error, and may end with one.
  frame.listen("change:error", () => { if (model.get("error")) served(); });
  frame.listen("msg:custom", (message, buffers) => {
    const resolve = questions.get(message.answers);
    if (!resolve) return;
    questions.delete(message.answers);
    served();
    const arrays = Object.entries(message.shapes).map(([name, shape], place) => {
      return [name, numbers({ shape, data: buffers[place] })];
    });
    resolve({ ...message.content, ...Object.fromEntries(arrays) });
  });
  frame.follow(["error"], () => {
    const sentences = model.get("error").split("\n").filter(Boolean);
    error.replaceChildren(...sentences.map((sentence) => element("p", {}, sentence)));
  });
  for (const trait of ["state", "picture"]) { // controls may show what Python found, too
    frame.listen(`change:${trait}`, () => {
      for (const call of followers) call(model.get("state"));
      frame.redraw();
    });
  }

  function dress() {
    root.dataset.theme = isDark() ? "dark" : "light";
    colors = PALETTE[root.dataset.theme];
    for (const [name, color] of Object.entries(colors)) root.style.setProperty(`--cw-${name}`, color);
    frame.redraw();
  }
  const themes = new MutationObserver(dress);
  for (const watched of [document.body, document.documentElement]) {
    themes.observe(watched, {
      attributes: true, attributeFilter: ["data-jp-theme-light", "class", "theme"],
    });
  }
  const system = matchMedia("(prefers-color-scheme: dark)");
  system.addEventListener("change", dress);
  cleanups.push(() => themes.disconnect(), () => system.removeEventListener("change", dress));
  dress();

  root.append(caption(tasks), shareBox(frame));
  el.append(root);
  return frame;
}

function caption(tasks) {
  if (!tasks.length) return "";
  const items = tasks.map(([task, answer]) => element(
    "li", {}, element("span", {}, task),
    element("details", {}, element("summary", {}, "Answer"), element("p", {}, answer)),
  ));
  return element("div", { className: "cw-tasks" }, element("strong", {}, "To try"),
    element("ol", {}, ...items));
}

function shareBox(frame) {
  const text = element("input", {
    type: "text", spellcheck: false, placeholder: "as at the start", "aria-label": "State as text",
  });
  const send = (value) => {
    frame.model.set("share", value.trim());
    frame.model.save_changes();
  };
  text.addEventListener("change", () => send(text.value));
  text.addEventListener("keydown", (event) => { if (event.key === "Enter") send(text.value); });
  frame.follow(["share"], () => { text.value = frame.model.get("share"); });
  const copy = button({ label: "Copy", press: () => {
    text.select();
    if (navigator.clipboard) navigator.clipboard.writeText(text.value).catch(() => {});
    else document.execCommand("copy");
  } });
  const restart = button({ label: "Start again", press: () => send("") });
  return element("details", { className: "cw-share" }, element("summary", {}, "Keep or share"),
    element("p", {}, "This text is the state. Paste one here, or give it to state= in the cell."),
    element("div", { className: "cw-row" }, text, copy, restart));
}

// ---- controls. Where `key` is given they show and change that setting; `when(state)` says
// whether they can be used. Each returns its element, to be put into a row or `frame.controls`.

function button({ label, press, title = "" }) {
  const made = element("button", { type: "button", title }, label);
  made.addEventListener("click", press);
  return made;
}

// bounds(state) gives [least, greatest]; show(value) is what stands beside the slider. log: equal
// ways on the slider are equal factors, and step counts decades. mark(state) is a value to mark on
// it, or null.
function slider(frame, { label, key, bounds, step = 1, show = String, when, log = false, mark }) {
  const id = identity();
  const input = element("input", { type: "range", id, step: log ? "any" : step });
  const value = element("output", { for: id }), tick = element("i", { className: "cw-mark" });
  const place = (number) => (log ? Math.log10(number) : number);
  input.addEventListener("input", () => {
    const at = Number(input.value);
    frame.set({ [key]: log ? Number((10 ** at).toPrecision(3)) : at });
  });
  if (log) { // "any" lets a slider show every number, and its arrow keys then need a step
    input.addEventListener("keydown", (event) => {
      const way = { ArrowLeft: -1, ArrowDown: -1, ArrowRight: 1, ArrowUp: 1 }[event.key];
      if (!way) return;
      event.preventDefault();
      input.value = Number(input.value) + way * step;
      input.dispatchEvent(new Event("input"));
    });
  }
  frame.onState((state) => {
    const [least, greatest] = bounds(state).map(place);
    [input.min, input.max] = [least, greatest];
    input.value = place(state[key]);
    value.textContent = show(state[key]);
    input.setAttribute("aria-valuetext", show(state[key]));
    input.disabled = when ? !when(state) : false;
    const marked = mark ? mark(state) : null;
    const share = marked === null ? -1 : (place(marked) - least) / (greatest - least);
    tick.hidden = !(share >= 0 && share <= 1);
    if (!tick.hidden) tick.style.left = `calc(8px + ${share} * (100% - 16px))`;
  });
  return element("div", { className: "cw-field" }, element("label", { htmlFor: id }, label),
    element("span", { className: "cw-range" }, input, tick), value);
}

// options: [value, words] pairs, or a function of the state that gives them.
function select(frame, { label, key, options, when }) {
  const id = identity();
  const input = element("select", { id });
  let shown = "";
  input.addEventListener("change", () => frame.set({ [key]: JSON.parse(input.value) }));
  frame.onState((state) => {
    const pairs = typeof options === "function" ? options(state) : options;
    if (JSON.stringify(pairs) !== shown) {
      shown = JSON.stringify(pairs);
      input.replaceChildren(...pairs.map(([value, words]) =>
        element("option", { value: JSON.stringify(value) }, words)));
    }
    input.value = JSON.stringify(state[key]);
    input.disabled = when ? !when(state) : false;
  });
  return element("div", { className: "cw-field" }, element("label", { htmlFor: id }, label), input);
}

function checkbox(frame, { label, key, when }) {
  const input = element("input", { type: "checkbox" });
  input.addEventListener("change", () => frame.set({ [key]: input.checked }));
  frame.onState((state) => {
    input.checked = state[key];
    input.disabled = when ? !when(state) : false;
  });
  return element("label", { className: "cw-check" }, input, label);
}

// One of a few, as tabs: radio buttons, so that arrow keys go from one to the next.
function tabs(frame, { label, key, options }) {
  const name = identity();
  const set = element("fieldset", { className: "cw-tabs" },
    element("legend", { className: "cw-hidden" }, label));
  for (const [value, words] of options) {
    const input = element("input", { type: "radio", name });
    input.addEventListener("change", () => frame.set({ [key]: value }));
    frame.onState((state) => { input.checked = state[key] === value; });
    set.append(element("label", {}, input, element("span", {}, words)));
  }
  return set;
}

// A button that plays and pauses. While it plays and the widget can be seen, `tick(milliseconds
// since the last)` is called once a frame, the next time when what it returned is done; a tick
// that gives false ends it.
function player(frame, { label = "Play", pause = "Pause", tick }) {
  let playing = false, seen = true, running = false, before = 0;
  const made = button({ label, press: () => turn(!playing) });
  made.classList.add("cw-play");
  function turn(on) {
    playing = on;
    made.textContent = on ? pause : label;
    made.setAttribute("aria-pressed", String(on));
    if (on) go();
  }
  async function go() {
    if (running) return;
    running = true;
    before = performance.now();
    while (playing && seen && !document.hidden) {
      const now = await new Promise(requestAnimationFrame);
      if (!playing) break;
      const goesOn = await tick(now - before);
      before = now;
      if (goesOn === false) turn(false);
    }
    running = false;
  }
  const watch = new IntersectionObserver((entries) => {
    seen = entries[entries.length - 1].isIntersecting;
    if (playing) go();
  });
  const wake = () => { if (playing) go(); };
  watch.observe(frame.root);
  document.addEventListener("visibilitychange", wake);
  frame.onClose(() => {
    playing = false;
    watch.disconnect();
    document.removeEventListener("visibilitychange", wake);
  });
  turn(false);
  return { button: made, turn, get playing() { return playing; } };
}

// A canvas as wide as the stage, sharp on every screen. height(width) in CSS pixels;
// draw(pen, width, height, colors) paints it; keys, by name, make it one stop of the Tab key;
// press(x, y, event) hears of clicks and drags. Where what version() gives is as before, as are size
// and colours, nothing is painted again.
function canvas(frame, { label, height, draw, keys, press, version }) {
  const made = element("canvas", { className: "cw-canvas", role: "img", "aria-label": label });
  const pen = made.getContext("2d");
  let painted;
  const painter = {
    canvas: made,
    paint() {
      const width = made.parentElement ? made.parentElement.clientWidth : 0;
      if (!width) return;
      const tall = Math.round(height(width)), ratio = window.devicePixelRatio || 1;
      const [wide, high] = [Math.round(width * ratio), Math.round(tall * ratio)];
      const now = version && JSON.stringify([version(), wide, high, frame.colors.paper]);
      if (now && now === painted) return;
      painted = now;
      if (made.width !== wide || made.height !== high) {
        [made.width, made.height] = [wide, high];
        made.style.height = `${tall}px`;
      }
      pen.setTransform(ratio, 0, 0, ratio, 0, 0);
      pen.clearRect(0, 0, width, tall);
      draw(pen, width, tall, frame.colors);
    },
  };
  if (keys) {
    made.tabIndex = 0;
    made.addEventListener("keydown", (event) => {
      const does = keys[event.key];
      if (!does || event.ctrlKey || event.altKey || event.metaKey) return;
      event.preventDefault();
      does(event);
    });
  }
  if (press) {
    const report = (event) => {
      const box = made.getBoundingClientRect();
      press(event.clientX - box.left, event.clientY - box.top, event);
    };
    made.addEventListener("pointerdown", (event) => {
      made.setPointerCapture(event.pointerId);
      report(event);
    });
    made.addEventListener("pointermove", (event) => { if (event.buttons) report(event); });
  }
  const resized = new ResizeObserver(frame.redraw);
  resized.observe(frame.stage);
  frame.onClose(() => resized.disconnect());
  frame.addCanvas(painter);
  frame.redraw();
  return made;
}

// A button that takes back changes of these settings, whoever made them. What follows quickly from
// one slider, as in a drag, is one change.
function undoing(frame, keys) {
  const past = [], part = (state) => Object.fromEntries(keys.map((key) => [key, state[key]]));
  let now = part(frame.state), hand = null, when = 0;
  const made = button({ label: "Undo", press: () => {
    if (!past.length) return;
    [now, hand] = [past.pop(), null];
    frame.set(now);
    made.disabled = !past.length;
  } });
  frame.onState((state) => {
    const next = part(state);
    if (JSON.stringify(next) !== JSON.stringify(now)) {
      const held = frame.root.getRootNode().activeElement;
      const drag = held && held.type === "range" && held === hand;
      if (!drag || performance.now() - when > TOGETHER) past.push(now);
      if (past.length > MOST_CHANGES) past.shift();
      [now, hand, when] = [next, held, performance.now()];
    }
    made.disabled = !past.length;
  });
  return made;
}
