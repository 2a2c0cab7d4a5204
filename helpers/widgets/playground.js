// The page of Playground: its controls, and what they ask Python for. playground_drawing.js draws.

function unpacked(picture) {
  return Object.fromEntries(Object.entries(picture).map(([name, value]) => [
    name, value && value.shape && value.data ? numbers(value) : value]));
}

function render({ model, el }) {
  const frame = openFrame({ model, el }), about = model.get("about");
  const { choices, ranges, reach } = about;
  let view = unpacked(model.get("picture")), watch = -1, pointed = null;

  const isClasses = (state) => state.problem === "classification";
  const runNames = () => {
    const other = { "your functions": "your functions", "kept run": "kept run" }[frame.state.beside];
    return other ? [other === "your functions" ? "reference" : "this run", other] : ["output"];
  };
  // An element that can be hidden for a class, by its key.
  const shown = (key, made, when = () => true) => {
    frame.onState((state) => {
      made.hidden = state.hide.split(",").includes(key) || !when(state);
    });
    return made;
  };
  const pick = (key, words, options = {}) => select(frame, {
    label: words, key, options: choices[key].map((value) => [value, String(value)]), ...options,
  });
  const range = (key, words, options = {}) => slider(frame, {
    label: words, key, bounds: () => ranges[key], ...options,
  });

  // -- training
  async function ask(name, details = {}) {
    const answer = await frame.ask(name, { ...details, watch });
    if (answer.failed || answer.passes === undefined) return !answer.failed;
    take(answer);
    return true;
  }
  function take(changes) {
    const { watched, ...rest } = { ...view, watched: undefined, ...changes };
    view = watched && watch >= 0 ? { ...rest, watched } : rest;
    view.drawn = view.maps.shape[0] > 1 && frame.state.diagram === "the other" ? 1 : 0;
    frame.redraw();
    tell();
  }
  // One question is on its way while the last answer is drawn. Passes go by the clock, frames as
  // they can.
  let due = 0, before = null;
  const play = player(frame, { tick: (milliseconds) => {
    due = Math.min(due + (milliseconds * frame.state.speed) / 1000, about.most_passes);
    const passes = Math.floor(due), last = before;
    if (!passes) return true;
    due -= passes;
    before = ask("step", { passes });
    return last || true;
  } });
  const step = button({ label: "Step", press: () => {
    play.turn(false);
    ask("step", { passes: 1 });
  } });
  const reset = button({ label: "Reset", title: "New weights, same points", press: () => {
    play.turn(false);
    frame.set({ start: (frame.state.start + 1) % ranges.start[1] });
  } });
  const undo = button({ label: "Undo", press: () => {
    play.turn(false);
    ask("undo");
  } });
  const counter = element("output", { "aria-label": "passes over the training points" });
  frame.controls.append(
    element("div", { className: "cw-row" }, shown("play", play.button), shown("step", step),
      shown("reset", reset), shown("undo", undo),
      element("span", { className: "cw-quiet" }, "passes"), counter),
    pick("speed", "a second"),
    shown("rate", pick("rate", "learning rate",
      { when: (state) => state.optimizer !== "Adadelta" || state.penalty !== "none" })),
    shown("activation", pick("activation", "activation")),
    shown("optimizer", pick("optimizer", "optimiser")),
    shown("loss", pick("loss", "loss", { when: isClasses })),
    shown("penalty", pick("penalty", "penalty")),
    shown("penalty_rate", pick("penalty_rate", "its rate", {
      when: (state) => state.penalty !== "none" })),
  );

  // -- the data
  const thumbnails = (key, when) => {
    const set = element("fieldset", { className: "cw-tabs" },
      element("legend", { className: "cw-hidden" }, "data"));
    const name = `cw-${(identities += 1)}`;
    for (const value of choices[key]) {
      const input = element("input", { type: "radio", name });
      input.addEventListener("change", () => frame.set({ [key]: value }));
      frame.onState((state) => { input.checked = state[key] === value; });
      const box = element("div", { style: "width: 46px" });
      const points = numbers(about.thumbnails[value]), classes = key === "data" ? 2 : 0;
      box.append(canvas(frame, { label: "", height: () => 46, version: () => value,
        draw: (pen, size, tall, colors) =>
          drawPoints(pen, points, colors, { classes, reach, x: 0, y: 0, size, radius: 1.3 }) }));
      box.setAttribute("aria-hidden", "true"); // its name stands beside it
      set.append(element("label", { title: value }, input, element("span", {}, box,
        element("div", { style: "font-size: 11px; max-width: 60px; line-height: 1.2" }, value))));
    }
    set.style.width = "auto";
    return shown("data", set, when);
  };
  const regenerate = button({ label: "New points", press: () =>
    frame.set({ seed: Math.floor(Math.random() * ranges.seed[1]) }) });
  const share = shown("share", range("share", "to learn from", {
    step: 10, show: (value) => `${value} %` }));
  const data = element("div", { className: "cw-controls" },
    shown("problem", pick("problem", "problem")), thumbnails("data", isClasses), thumbnails("surface", (state) => !isClasses(state)),
    element("div", { className: "cw-controls", style: "flex: 1 1 300px; margin: 0" },
      share, shown("noise", slider(frame, { label: "noise", key: "noise", step: 5,
        bounds: (state) => [0, Math.max(50, state.noise)] })),
      shown("batch", range("batch", "batch")),
      shown("classes", range("classes", "classes",
        { when: (state) => isClasses(state) && about.many_classes.includes(state.data) })),
      shown("data", regenerate)));

  // -- features and layers
  const features = element("div", { className: "cw-row", role: "group", "aria-label": "features" },
    element("span", { className: "cw-quiet" }, "features"));
  for (const name of choices.features) {
    const input = element("input", { type: "checkbox" });
    input.addEventListener("change", () => {
      const on = choices.features.filter((one) => (one === name ? input.checked
        : frame.state.features.split(",").includes(one)));
      if (on.length) frame.set({ features: on.join(",") });
      else input.checked = true; // one is the least
    });
    frame.onState((state) => { input.checked = state.features.split(",").includes(name); });
    features.append(element("label", { className: "cw-check" }, input, WORDS[name]));
  }
  const layers = element("div", { className: "cw-row", role: "group", "aria-label": "hidden layers" });
  const counted = (words, value, most, least, change) => {
    const less = button({ label: "−", title: `fewer: ${words}`, press: () => change(value - 1) });
    const more = button({ label: "+", title: `more: ${words}`, press: () => change(value + 1) });
    less.setAttribute("aria-label", less.title);
    more.setAttribute("aria-label", more.title);
    [less.disabled, more.disabled] = [value <= least, value >= most];
    return element("span", { className: "cw-row", style: "gap: 3px" },
      element("span", { className: "cw-quiet" }, words), less,
      element("output", {}, String(value)), more);
  };
  let sizesShown = "";
  frame.onState(({ layers: sizes }) => {
    if (JSON.stringify(sizes) === sizesShown) return;
    sizesShown = JSON.stringify(sizes);
    const focused = [...layers.querySelectorAll("button")].indexOf(document.activeElement);
    const [mostLayers, mostUnits] = about.limits;
    layers.replaceChildren(
      counted("hidden layers", sizes.length, mostLayers, 0, (count) =>
        frame.set({ layers: count < sizes.length ? sizes.slice(0, count) : [...sizes, 2] })),
      ...sizes.map((size, place) => counted(`layer ${place + 1}`, size, mostUnits, 1, (count) =>
        frame.set({ layers: sizes.map((old, n) => (n === place ? count : old)) }))));
    const buttons = layers.querySelectorAll("button");
    if (focused >= 0) (buttons[Math.min(focused, buttons.length - 1)]).focus();
  });

  // -- the diagram, and a weight by hand
  const look = (place) => {
    if (place === watch) return;
    watch = place;
    if (!play.playing) ask("step", { passes: 0 });
  };
  const unitsNow = () => layout(view, diagram.clientWidth || 400).units;
  const walk = (columns, rows) => () => {
    const units = unitsNow(), here = units[Math.max(0, watch)];
    const column = watch < 0 ? here.column
      : Math.max(0, Math.min(here.column + columns, view.sizes.length - 1));
    const row = watch < 0 ? 0 : Math.max(0, Math.min(here.row + rows, view.sizes[column] - 1));
    look(units.findIndex((unit) => unit.column === column && unit.row === row));
    tell();
  };
  const diagram = canvas(frame, {
    label: "The network. Arrow keys go from unit to unit, Enter edits its bias, Escape leaves.",
    height: () => tallness(view),
    draw: (pen, width, height, colors) => drawDiagram(pen, view, width, colors,
      { lines: frame.state.lines, watch, pointed, playing: play.playing }),
    keys: {
      ArrowLeft: walk(-1, 0), ArrowRight: walk(1, 0), ArrowUp: walk(0, -1), ArrowDown: walk(0, 1),
      Escape: () => { look(-1); tell(); },
      Enter: () => {
        const unit = unitsNow()[watch];
        if (unit && unit.column) choose({ layer: unit.column - 1, row: unit.row, source: -1 });
      },
    },
  });
  const under = (event) => {
    const box = diagram.getBoundingClientRect();
    return pointedAt(view, diagram.clientWidth, event.clientX - box.left, event.clientY - box.top);
  };
  diagram.addEventListener("pointermove", (event) => {
    pointed = under(event);
    look(pointed && pointed.place !== undefined ? pointed.place : -1);
    frame.redraw();
    tell();
  });
  diagram.addEventListener("pointerleave", () => { pointed = null; look(-1); frame.redraw(); tell(); });
  diagram.addEventListener("click", (event) => {
    const found = under(event);
    if (found && found.source !== undefined) choose(found);
  });
  const to = element("select", { "aria-label": "to unit" });
  const from = element("select", { "aria-label": "from unit, or bias" });
  const value = element("input", { type: "number", step: 0.1, "aria-label": "weight" });
  const options = (box, pairs) => {
    const kept = box.value, key = JSON.stringify(pairs);
    if (box.dataset.shown === key) return;
    box.dataset.shown = key;
    box.replaceChildren(...pairs.map(([option, words]) => element("option", { value: option }, words)));
    if (pairs.some(([option]) => option === kept)) box.value = kept;
  };
  const edited = () => { // the place of the edited number among weights, or among biases
    const [layer, row] = to.value.split(",").map(Number), source = Number(from.value);
    const all = layout(view, 400);
    const link = all.links.find((one) => one.layer === layer && one.row === row && one.source === source);
    const unit = all.units.find((one) => one.column === layer + 1 && one.row === row);
    return { layer, unit: row, source, number: link ? view.weights.data[link.weight]
      : view.biases.data[unit.bias] };
  };
  function showEditor() {
    const { units } = layout(view, 400);
    options(to, units.filter((unit) => unit.column).map((unit) =>
      [`${unit.column - 1},${unit.row}`, nameOf(view, unit)]));
    const column = Number(to.value.split(",")[0]);
    options(from, [["-1", "bias"], ...units.filter((unit) => unit.column === column).map((unit) =>
      [String(unit.row), nameOf(view, unit)])]);
    if (document.activeElement !== value) value.value = Number(edited().number.toPrecision(4));
  }
  function choose({ layer, row, source }) {
    to.value = `${layer},${row}`;
    showEditor();
    from.value = String(source);
    showEditor();
    value.focus();
    value.select();
  }
  for (const box of [to, from]) box.addEventListener("change", showEditor);
  value.addEventListener("change", () => {
    if (!Number.isFinite(value.valueAsNumber)) return;
    const { layer, unit, source } = edited();
    ask("edit", { layer, unit, source, value: value.valueAsNumber });
  });
  value.addEventListener("keydown", (event) => { if (event.key === "Enter") diagram.focus(); });
  const editor = shown("edit", element("div", { className: "cw-row" },
    element("span", { className: "cw-quiet" }, "by hand: from"), from, "to", to, "=", value));
  const pointing = element("p", { className: "cw-words cw-quiet", style: "min-height: 1.45em" });

  // -- the answers
  const seenUnit = () => (watch < 0 ? null : unitsNow()[watch]);
  const answers = canvas(frame, {
    label: "What the network answers at every place, with the points.",
    height: (width) => {
      const count = view.maps.shape[0];
      return 34 + Math.floor((width - 10 * (count - 1)) / count);
    },
    draw: (pen, width, height, colors) => {
      const unit = seenUnit(), names = { runs: runNames(), unit: unit ? nameOf(view, unit) : "" };
      drawAnswers(pen, view, width, colors, { state: frame.state, names, reach, watch });
    },
  });
  const legend = canvas(frame, {
    label: "Colours from −1 to 1.", height: () => 30,
    version: () => [view.classes[0], Boolean(view.watched)],
    draw: (pen, width, height, colors) =>
      drawLegend(pen, width, colors, view.classes[0], Boolean(view.watched)),
  });
  const losses = canvas(frame, {
    label: "Loss of the training points, grey, and of the test points, pass by pass.",
    height: () => 84,
    draw: (pen, width, height, colors) => drawLosses(pen, view, width, height, colors),
  });
  const measures = element("table", { className: "cw-measures" }, element("tr", {},
    ...["", "loss", "test loss", "right", "test right"].map((head) => element("th", {}, head))));
  const verdicts = element("div");
  function tell() {
    counter.textContent = String(view.passes).padStart(6, "0").replace(/(\d{3})$/, ",$1");
    undo.disabled = !view.past;
    const percent = (share) => (Number.isNaN(share) ? "–" : `${(100 * share).toFixed(0)} %`);
    const loss = (one) => (Number.isFinite(one) ? one.toFixed(3) : short(one));
    const texts = runNames().slice(0, view.measures.shape[0]).flatMap((name, run) => {
      const [train, test, right, unseen] = view.measures.data.subarray(4 * run, 4 * run + 4);
      return [name, loss(train), loss(test), percent(right), percent(unseen)];
    });
    while (measures.rows.length * 5 - 5 > texts.length) measures.deleteRow(-1);
    while (measures.rows.length * 5 - 5 < texts.length) {
      const row = measures.insertRow();
      row.append(...["th", "td", "td", "td", "td"].map((tag) => element(tag, {}, "")));
    }
    const cells = [...measures.rows].slice(1).flatMap((row) => [...row.cells]);
    cells.forEach((cell, n) => { if (cell.textContent !== texts[n]) cell.textContent = texts[n]; });
    const lines = frame.state.beside === "your functions" ? view.verdicts : [];
    if (verdicts.dataset.text !== lines.join()) {
      verdicts.dataset.text = lines.join();
      verdicts.replaceChildren(...lines.map((line) => element("p",
        { className: line.startsWith("✗") ? "cw-words cw-wrong" : "cw-words" }, line)));
    }
    const right = view.wrong.data.some(Boolean) || view.bias_wrong.data.some(Boolean);
    let text = right ? "Red: gradients that are not what the reference finds here. " : "";
    const unit = seenUnit();
    if (pointed && pointed.source !== undefined) {
      const { units, links } = layout(view, 400), { layer, row, source, weight, bias } = pointed;
      const far = units.find((one) => one.column === layer + 1 && one.row === row);
      const isBias = source < 0, kind = isBias ? ["biases", "bias_gradients", bias]
        : ["weights", "gradients", weight];
      text = `${isBias ? `bias of ${nameOf(view, far)}`
        : `weight from ${nameOf(view, links[weight].from)} to ${nameOf(view, far)}`}: `
        + `${short(view[kind[0]].data[kind[2]])}, gradient ${short(view[kind[1]].data[kind[2]])}`
        + `${!isBias && view.dead.data[weight] ? ", dead" : ""}. Click to edit.`;
    } else if (unit) {
      text = `The map shows what ${nameOf(view, unit)} says.`;
    }
    pointing.textContent = text;
    showEditor();
  }

  // -- comparing, hiding
  const keep = button({ label: "Keep this run", title: "to compare the next settings with",
    press: () => frame.ask("keep") });
  const compare = shown("compare", element("div", { className: "cw-row" },
    pick("beside", "beside it"), keep, select(frame, {
      label: "diagram of", key: "diagram", options: () => {
        const [one, two = "the other"] = runNames();
        return [["this run", one === "output" ? "this run" : one], ["the other", two]];
      }, when: (state) => state.beside !== "nothing" })));
  const hidden = element("div", { className: "cw-row" });
  for (const [key, words] of about.controls) {
    const input = element("input", { type: "checkbox", "aria-label": `hide ${words}` });
    input.addEventListener("change", () => {
      const gone = frame.state.hide.split(",").filter((one) => one && one !== key);
      frame.set({ hide: (input.checked ? [...gone, key] : gone).join(",") });
    });
    frame.onState((state) => { input.checked = state.hide.split(",").includes(key); });
    hidden.append(element("label", { className: "cw-check" }, input, words));
  }
  const hiding = element("details", { className: "cw-quiet", style: "font-size: 13px" },
    element("summary", {}, "Hide controls, for a class"), hidden);

  const left = element("div", { style: "flex: 1 1 400px; min-width: 0" },
    shown("features", features), shown("layers", layers), diagram, editor, pointing,
    element("div", { className: "cw-row" }, select(frame, { label: "lines show", key: "lines",
      options: [["weights", "weights"], ["gradients", "gradients"]] }), checkbox(frame, {
      label: "weights start at 0", key: "zero" })), compare, verdicts);
  const side = element("div", {}, measures, losses, answers, legend,
    element("div", { className: "cw-row" },
      shown("test", checkbox(frame, { label: "test points", key: "test" })),
      shown("discrete", checkbox(frame, { label: "classes only", key: "discrete" }))));
  frame.onState(({ beside }) => {
    side.style.flex = beside === "nothing" ? "0 1 300px" : "0 1 430px";
  });
  frame.stage.append(data, element("div",
    { style: "align-items: flex-start; display: flex; flex-wrap: wrap; gap: 18px" }, left, side));
  frame.root.append(hiding);
  shown("tasks", frame.root.querySelector(".cw-tasks"));

  frame.listen("change:picture", () => {
    const before = view.passes;
    watch = -1;
    take(unpacked(model.get("picture")));
    if (view.passes !== before) play.turn(false);
  });
  take({});
  ask("step", { passes: 0 }); // the picture is as old as the last change of a setting
  return frame.close;
}

export default { render };
