// The page of ArchitectureEditor: blocks with the shapes between them, and what each of them costs.

const MOST_UNDONE = 50;
const DRAG_FROM = 5; // CSS pixels that a pointer moves until it drags
const NAMES = { before_threes: "before 3×3", threes: "3×3", before_fives: "before 5×5", fives: "5×5",
  ones: "1×1", after_pool: "after pool" };
const LEARNS = new Set(["conv", "full", "inception", "residual", "norm"]);

const many = (count) => count.toLocaleString("en");
const side = (shape) => (shape.length === 1 ? many(shape[0]) : shape.join("×"));

// A number for where there is little room: 37.8 M.
function rough(count) {
  const [size, letter] = [[1e9, "G"], [1e6, "M"], [1e3, "K"]].find(([size]) => count >= size) || [];
  return size ? `${Number((count / size).toPrecision(3))} ${letter}` : String(count);
}

// Text and blocks: "pool 3, relu" is [{kind: "pool", numbers: [3, 2, 0]}, {kind: "relu", …}].
function read(text, kinds) {
  return text.split(",").map((item) => item.trim().split(/\s+/)).filter(([kind]) => kind)
    .map(([kind, ...said]) => ({
      kind,
      numbers: kinds[kind].map(([, usual], at) => (at < said.length ? Number(said[at]) : usual)),
    }));
}

// As Python writes it: usual numbers at the end are left out, but for the first.
function write(blocks, kinds) {
  return blocks.map(({ kind, numbers }) => {
    const said = [...numbers];
    while (said.length > 1 && said[said.length - 1] === kinds[kind][said.length - 1][1]) said.pop();
    return [kind, ...said].join(" ");
  }).join(", ");
}

function render({ model, el }) {
  const frame = openFrame({ model, el });
  const { kinds, presets, sides, most } = model.get("about");
  const usual = (kind) => ({ kind, numbers: kinds[kind].map((number) => number[1]) });
  const blocks = () => read(frame.state.network, kinds);
  frame.root.classList.add("cw-architecture");

  // Every change can be undone.
  const before = [];
  function change(changes) {
    const { network, side, channels, place } = frame.state;
    const now = { network, side, channels, place };
    if (JSON.stringify({ ...now, ...changes }) === JSON.stringify(now)) return;
    before.push(now);
    if (before.length > MOST_UNDONE) before.shift();
    frame.set(changes);
    undo.disabled = false;
  }
  const undo = button({ label: "Undo", press: () => {
    if (before.length) frame.set(before.pop());
    undo.disabled = !before.length;
  } });
  undo.disabled = true;
  function put(list, place) {
    change({ network: write(list, kinds), place: Math.max(0, Math.min(place, list.length - 1)) });
  }
  function move(from, to) {
    const list = blocks();
    if (from === to || to < 0 || to >= list.length) return;
    list.splice(to, 0, ...list.splice(from, 1));
    put(list, to);
  }
  function remove() {
    const list = blocks(), { place } = frame.state;
    list.splice(place, 1);
    put(list, Math.min(place, list.length - 1));
  }
  function insert(kind) {
    const list = blocks(), at = list.length ? frame.state.place + 1 : 0;
    if (list.length >= most) return;
    list.splice(at, 0, usual(kind));
    put(list, at);
  }
  function choose(place) {
    frame.set({ place: Math.max(0, Math.min(place, blocks().length - 1)) });
  }

  // A whole number to type. take(number) is called where it is one within its bounds.
  function field(label, [least, greatest], take) {
    const id = identity();
    const input = element("input", { type: "number", id, min: least, max: greatest, step: 1 });
    let shown = "";
    const give = () => {
      if (input.value === shown || !input.isConnected) return; // it may be leaving, for another block
      const value = Math.round(Number(input.value));
      if (input.value !== "" && Number.isFinite(value)) {
        take(Math.max(least, Math.min(greatest, value)));
      }
      show(); // what was typed may be no number, or beyond its bounds
    };
    const put = (value) => { input.value = shown = String(value); };
    input.addEventListener("change", give);
    input.addEventListener("keydown", (event) => { if (event.key === "Enter") give(); });
    return Object.assign(
      element("div", { className: "cw-field" }, element("label", { htmlFor: id }, label), input),
      { input, put },
    );
  }
  function kindList(label, pick) {
    const input = element("select", { "aria-label": label }, ...Object.keys(kinds).map((kind) =>
      element("option", { value: kind }, kind)));
    if (pick) input.addEventListener("change", () => pick(input.value));
    return input;
  }

  // Networks to begin with, and the image.
  const starts = Object.entries(presets).map(([name, preset]) => {
    const made = button({ label: name, press: () => change({ ...preset, place: 0 }) });
    frame.onState((state) => {
      made.setAttribute("aria-pressed", String(state.network === preset.network));
    });
    return made;
  });
  const imageSide = field("image side", sides, (value) => change({ side: value }));
  const colour = element("input", { type: "checkbox" });
  colour.addEventListener("change", () => change({ channels: colour.checked ? 3 : 1 }));
  frame.controls.append(
    element("div", { className: "cw-row", role: "group", "aria-label": "Networks to begin with" },
      ...starts),
    imageSide, element("label", { className: "cw-check" }, colour, "in colour"),
  );

  // The chosen block: its kind and its numbers.
  const where = element("strong", {});
  const kind = kindList("kind", (value) => {
    const list = blocks();
    list[frame.state.place] = usual(value);
    put(list, frame.state.place);
  });
  const inputs = element("div", { className: "cw-row" });
  let fields = [], shownKind = "";
  function showFields(block) {
    const name = block ? block.kind : "";
    if (name !== shownKind) {
      shownKind = name;
      fields = (kinds[name] || []).map(([number, , least, greatest], at) =>
        field(NAMES[number] || number, [least, greatest], (value) => {
          const list = blocks();
          list[frame.state.place].numbers[at] = value;
          put(list, frame.state.place);
        }));
      inputs.replaceChildren(...fields);
    }
    fields.forEach((made, at) => made.put(block.numbers[at]));
  }
  const up = button({ label: "↑", title: "Move up: Alt and the up arrow", press: () => {
    move(frame.state.place, frame.state.place - 1);
  } });
  up.setAttribute("aria-label", "Move up");
  const down = button({ label: "↓", title: "Move down: Alt and the down arrow", press: () => {
    move(frame.state.place, frame.state.place + 1);
  } });
  down.setAttribute("aria-label", "Move down");
  const out = button({ label: "Remove", title: "Delete", press: remove });
  const added = kindList("kind of a new block");
  const add = button({ label: "Add below", press: () => insert(added.value) });
  const panel = element("div", { className: "cw-panel" },
    element("div", { className: "cw-row" }, where, kind, up, down, out, undo,
      element("span", { className: "cw-add" }, added, add)),
    inputs);

  // The blocks, one a row, with the shape on the arrow below it.
  const list = element("ul", { className: "cw-blocks", role: "listbox", tabIndex: 0,
    "aria-label": "Blocks" });
  list.setAttribute("data-lm-suppress-shortcuts", "true");
  const keys = {
    ArrowUp: () => choose(frame.state.place - 1), ArrowDown: () => choose(frame.state.place + 1),
    Home: () => choose(0), End: () => choose(blocks().length - 1),
    Delete: remove, Backspace: remove,
    Enter: () => (fields.length ? fields[0].input : kind).focus(),
  };
  const moves = { ArrowUp: -1, ArrowDown: 1 };
  list.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey) return;
    const does = event.altKey
      ? moves[event.key] && (() => move(frame.state.place, frame.state.place + moves[event.key]))
      : keys[event.key];
    if (!does) return;
    event.preventDefault();
    does();
  });

  // A row is chosen by a press, and moved by a drag.
  let drag = null;
  const rowAt = (y) => [...list.children].findIndex((row) => {
    const box = row.getBoundingClientRect();
    return y >= box.top && y < box.bottom;
  });
  list.addEventListener("pointerdown", (event) => {
    const at = rowAt(event.clientY);
    if (at < 0 || event.button) return;
    drag = { from: at, to: at, y: event.clientY, moved: false };
    list.setPointerCapture(event.pointerId);
    if (frame.root.contains(document.activeElement)) document.activeElement.blur(); // takes what is typed
    choose(at);
  });
  list.addEventListener("pointermove", (event) => {
    if (!drag || !event.buttons) return;
    drag.moved ||= Math.abs(event.clientY - drag.y) > DRAG_FROM;
    const at = rowAt(event.clientY);
    if (at >= 0) drag.to = at;
    markDrag();
  });
  list.addEventListener("pointerup", () => {
    const done = drag;
    drag = null;
    markDrag();
    if (done && done.moved) move(done.from, done.to);
  });
  list.addEventListener("pointercancel", () => { drag = null; markDrag(); });
  function markDrag() {
    const on = drag && drag.moved && drag.from !== drag.to ? drag.to : -1;
    [...list.children].forEach((row, at) => {
      row.classList.toggle("cw-above", at === on && drag.to < drag.from);
      row.classList.toggle("cw-below", at === on && drag.to > drag.from);
    });
  }

  function cost(name, value, top, own) {
    const bar = element("i", { className: `cw-cost-${name}` });
    bar.style.width = value ? `${Math.max(0.7, (100 * value) / top)}%` : "0";
    const wrong = own !== null && own !== undefined && own !== value;
    const yours = wrong ? element("em", {}, `yours ${many(own)}`) : "";
    return element("span", { className: "cw-cost" }, bar,
      element("b", {}, value ? many(value) : ""), yours);
  }
  function shapeOf(shape, className) {
    return element("span", { className }, element("span", {}, side(shape)));
  }
  function row(block, place, picture, tops) {
    const { kind: name } = block, chosen = place === frame.state.place;
    const made = element("li", { role: "option", id: `${HERE}-${place}`,
      className: LEARNS.has(name) ? "cw-learns" : "", "aria-selected": String(chosen) },
      element("span", { className: "cw-block", title: block.words || "" },
        element("b", {}, name), element("span", { className: "cw-does" }, ` ${block.words || ""}`)));
    if (block.shape) {
      const shapes = [picture.image, ...picture.rows.map((one) => one.shape)];
      const isLast = place === picture.rows.length - 1 && !picture.why;
      const same = side(shapes[place]) === side(block.shape) ? " cw-same" : "";
      made.append(
        shapeOf(block.shape, isLast ? "cw-shape cw-last" : `cw-shape${same}`),
        cost("parameters", block.parameters, tops.parameters),
        cost("products", block.products, tops.products, block.own),
      );
    } else {
      made.classList.add(place === picture.rows.length ? "cw-misfit" : "cw-waiting-block");
      made.append(element("span", { className: "cw-why" },
        place === picture.rows.length ? picture.why : ""));
    }
    return made;
  }

  const heads = element("div", { className: "cw-heads", "aria-hidden": "true" },
    ...["block", "gives", "parameters", "multiply-adds"].map((word) => element("span", {}, word)));
  const image = element("p", { className: "cw-image" });
  const total = element("p", { className: "cw-total", role: "status" });
  let drawn = "";
  function showRows() {
    const picture = model.get("picture");
    const all = [...picture.rows, ...picture.waiting];
    const now = JSON.stringify([picture, frame.state.place]);
    if (now === drawn) return;
    drawn = now;
    const top = (key) => Math.max(1, ...picture.rows.map((block) => block[key]));
    const tops = { parameters: top("parameters"), products: top("products") };
    list.replaceChildren(...all.map((block, place) => row(block, place, picture, tops)));
    const chosen = list.children[frame.state.place];
    if (chosen) {
      list.setAttribute("aria-activedescendant", chosen.id);
      const [low, high] = [chosen.offsetTop, chosen.offsetTop + chosen.offsetHeight];
      if (low < list.scrollTop) list.scrollTop = low;
      else if (high > list.scrollTop + list.clientHeight) list.scrollTop = high - list.clientHeight;
    }
    image.replaceChildren(element("b", {}, "image"),
      shapeOf(picture.image, "cw-shape"));
    showTotal(picture);
  }
  function showTotal(picture) {
    const { parameters, products, own, name, why } = picture;
    const beginning = why ? "Up to the block that does not fit: " : "";
    const parts = [
      element("span", {}, beginning, element("b", {}, many(parameters)),
        ` parameters (${rough(4 * parameters)}B of float32)`),
      element("span", {}, element("b", {}, many(products)), " multiply-adds for one image"),
    ];
    if (name && own !== null) {
      const right = own === products;
      parts.push(element("span", { className: right ? "cw-right" : "cw-wrong" },
        `${right ? "✓" : "✗"} ${name}: `, element("b", {}, many(own))));
    }
    total.replaceChildren(...parts);
  }

  function show() {
    const { state } = frame, now = blocks(), block = now[state.place];
    imageSide.put(state.side);
    colour.checked = state.channels === 3;
    where.textContent = block ? `Block ${state.place + 1} of ${now.length}` : "No block";
    kind.disabled = out.disabled = !block;
    up.disabled = !block || state.place === 0;
    down.disabled = !block || state.place === now.length - 1;
    add.disabled = now.length >= most;
    if (block) kind.value = block.kind;
    showFields(block);
    showRows();
  }

  frame.stage.append(panel, heads, image, list, total);
  frame.onState(show);
  return frame.close;
}

export default { render };
