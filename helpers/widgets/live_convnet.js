// The page of LiveConvNet: it asks for a little training, shows what came of it, and asks again.

const TRAIN_SECONDS = 0.1; // of training between two answers
const LOOK_MILLISECONDS = 600; // between two looks into the network while it trains
const TYPING_MILLISECONDS = 250;
const PICTURE_SIDE = 32, PREVIEW_SIDE = 84; // pixels of a picture; CSS pixels of one that is shown
const TALL_CURVES = 190;
const TILE_SIDES = [[24, 44], [12, 34], [6, 26], [3, 20], [1, 14]]; // least side of a map, CSS side
const LARGE_FILTER = 36, SMALL_FILTER = 14;
const BARS = 3; // likeliest classes that are shown of an answer
const KIND_WORDS = [["maps", "activations"], ["grad", "gradients of activations"],
  ["weight", "filters"], ["weight_grad", "gradients of filters"]];

function parts(color) {
  return [1, 3, 5].map((at) => parseInt(color.slice(at, at + 2), 16));
}

// Numbers as pixels of one colour: paper at zero, purple below, the role's colour above.
function shaded(data, start, count, top, colors, role) {
  const pixels = new Uint8ClampedArray(4 * count);
  const [paper, above, below] = [colors.paper, colors[role], colors.negative].map(parts);
  for (let at = 0; at < count; at++) {
    const value = data[start + at], share = Math.min(1, Math.abs(value) / top);
    const color = value < 0 ? below : above;
    for (let c = 0; c < 3; c++) pixels[4 * at + c] = paper[c] + (color[c] - paper[c]) * share;
    pixels[4 * at + 3] = 255;
  }
  return pixels;
}

// Three planes, red, green and blue, as pixels; middle and top are what grey and full stand for.
function coloured(data, start, count, middle, top) {
  const pixels = new Uint8ClampedArray(4 * count);
  for (let at = 0; at < count; at++) {
    for (let c = 0; c < 3; c++) {
      pixels[4 * at + c] = 128 + (127 * (data[start + c * count + at] - middle)) / top;
    }
    pixels[4 * at + 3] = 255;
  }
  return pixels;
}

function sharp(canvas, width, height) {
  const ratio = window.devicePixelRatio || 1;
  [canvas.width, canvas.height] = [Math.round(width * ratio), Math.round(height * ratio)];
  [canvas.style.width, canvas.style.height] = [`${width}px`, `${height}px`];
  const pen = canvas.getContext("2d");
  pen.setTransform(ratio, 0, 0, ratio, 0, 0);
  pen.imageSmoothingEnabled = false;
  return pen;
}

const scratch = document.createElement("canvas");
function stamp(pen, pixels, wide, tall, x, y, width, height) {
  [scratch.width, scratch.height] = [wide, tall];
  scratch.getContext("2d").putImageData(new ImageData(pixels, wide, tall), 0, 0);
  pen.drawImage(scratch, x, y, width, height);
}

function peak(data) {
  let top = 0;
  for (const value of data) if (Number.isFinite(value)) top = Math.max(top, Math.abs(value));
  return top || 1;
}

// Maps, filters or their gradients as tiles. `across` tiles belong together, side by side.
function paintTiles(canvas, array, room, colors, role, before) {
  const { shape, data } = array;
  let [tall, wide, across, isColoured] = [1, 1, 1, false], side = 14;
  if (role === "filter" && shape.length === 4) {
    [, across, tall, wide] = shape;
    isColoured = across === 3;
    if (isColoured) across = 1;
    side = isColoured ? LARGE_FILTER : SMALL_FILTER;
  } else if (role === "filter") { // a full layer: shown as the maps it reads, where it reads maps
    const [, seen] = shape;
    if (before.length === 3) [across, tall, wide] = before;
    else wide = seen;
    side = before.length === 3 ? SMALL_FILTER : 0;
  } else if (shape.length === 3) {
    [, tall, wide] = shape;
    side = TILE_SIDES.find(([least]) => Math.max(tall, wide) >= least)[1];
  }
  const [width, height] = side ? [side * Math.min(1, wide / tall), side * Math.min(1, tall / wide)]
    : [Math.min(room, 3 * wide), 10];
  const gap = isColoured || role === "output" ? 3 : 1, between = across > 1 ? 8 : gap;
  const group = across * (width + gap) - gap + between;
  const area = tall * wide * (isColoured ? 3 : 1), count = data.length / area;
  const fits = Math.max(1, Math.floor((room + between) / group));
  const tilesInRow = group > room ? Math.max(1, Math.floor(room / (width + gap))) : fits * across;
  const rows = Math.ceil(count / tilesInRow), top = peak(data);
  const pen = sharp(canvas, room, rows * (height + gap + (across > 1 ? 3 : 0)) + 1);
  for (let k = 0; k < count; k++) {
    const [row, column] = [Math.floor(k / tilesInRow), k % tilesInRow];
    const x = column * (width + gap) + Math.floor(column / across) * (between - gap);
    const y = row * (height + gap + (across > 1 ? 3 : 0));
    const pixels = isColoured ? coloured(data, k * area, tall * wide, 0, top)
      : shaded(data, k * area, area, top, colors, role === "filter" ? "filter" : "outputFill");
    stamp(pen, pixels, wide, tall, x + 0.5, y + 0.5, width, height);
    pen.strokeStyle = colors.line;
    pen.lineWidth = 0.5;
    pen.strokeRect(x + 0.5, y + 0.5, width, height);
  }
}

function paintPicture(canvas, array, place, side) {
  const area = PICTURE_SIDE * PICTURE_SIDE;
  const pen = sharp(canvas, side, side);
  stamp(pen, coloured(array.data, place * 3 * area, area, 128, 127), PICTURE_SIDE, PICTURE_SIDE,
    0, 0, side, side);
}

function percent(share, digits = 0) {
  return !Number.isFinite(share) ? "–" : `${(100 * share).toFixed(digits)} %`;
}

// ---- curves

function drawCurves(pen, width, height, colors, curves) {
  const half = (width - 24) / 2;
  const last = curves ? curves.seen[curves.seen.length - 1] : 0;
  const most = curves && curves.loss.length ? Math.max(...curves.loss, 0.1) : 2.5;
  panel(pen, 0, half, height, colors, { title: "loss with decay, in nats", most, last,
    digits: most < 1 ? 2 : 1,
    lines: curves ? [[curves.loss, colors.input, [], "training"]] : [], xs: curves && curves.seen });
  panel(pen, half + 24, half, height, colors, { title: "share right", most: 1, last, digits: 1,
    lines: curves ? [[curves.train, colors.input, [], "training"],
      [curves.validation, colors.output, [5, 3], "validation"]] : [], xs: curves && curves.seen });
}

function panel(pen, left, width, height, colors, { title, most, last, lines, xs, digits }) {
  const [x0, y0, right, bottom] = [left + 34, 22, left + width - 8, height - 22];
  pen.font = '12px system-ui, "DejaVu Sans", sans-serif';
  pen.textBaseline = "middle";
  const label = (text, x, y, align, color = colors.ink) => {
    pen.textAlign = align;
    pen.fillStyle = color;
    pen.fillText(text, x, y);
  };
  label(title, left, 9, "left");
  pen.strokeStyle = colors.line;
  pen.lineWidth = 1;
  for (const share of [0, 0.5, 1]) {
    const y = bottom - share * (bottom - y0);
    pen.beginPath();
    pen.moveTo(x0, y);
    pen.lineTo(right, y);
    pen.stroke();
    label((share * most).toFixed(digits), x0 - 5, y, "right", colors.quiet);
  }
  label("0", x0, bottom + 12, "center", colors.quiet);
  label(`${(last || 0).toLocaleString("en")} images`, right, bottom + 12, "right", colors.quiet);
  if (!xs || xs.length < 2) {
    label("press Train", (x0 + right) / 2, (y0 + bottom) / 2, "center", colors.quiet);
  }
  let at = right;
  for (const [values, color, dashes, name] of [...lines].reverse()) {
    pen.strokeStyle = color;
    pen.lineWidth = 1.8;
    pen.setLineDash(dashes);
    pen.beginPath();
    let drawing = false;
    values.forEach((value, place) => {
      if (value === null) return;
      const x = x0 + (xs[place] / last) * (right - x0);
      const y = bottom - Math.min(1, value / most) * (bottom - y0);
      if (drawing) pen.lineTo(x, y);
      else pen.moveTo(x, y);
      drawing = true;
    });
    pen.stroke();
    pen.setLineDash([]);
    label(`${dashes.length ? "╌ " : "— "}${name}`, at, 9, "right", color);
    at -= pen.measureText(`${name} —  `).width + 12;
  }
}

// ---- a picture of one's own: the middle of it, 32×32, red, green and blue without opacity

async function readPicture(file) {
  const image = await createImageBitmap(file);
  const side = Math.min(image.width, image.height);
  const [left, top] = [(image.width - side) / 2, (image.height - side) / 2];
  const small = element("canvas", { width: PICTURE_SIDE, height: PICTURE_SIDE });
  const pen = small.getContext("2d", { willReadFrequently: true });
  pen.fillStyle = "#FFFFFF"; // behind what can be seen through
  pen.fillRect(0, 0, PICTURE_SIDE, PICTURE_SIDE);
  pen.imageSmoothingQuality = "high";
  pen.drawImage(image, left, top, side, side, 0, 0, PICTURE_SIDE, PICTURE_SIDE);
  const { data } = pen.getImageData(0, 0, PICTURE_SIDE, PICTURE_SIDE);
  return new Uint8Array(data.filter((_, at) => at % 4 !== 3)).buffer;
}

// A button that asks for a file and hands it on.
function fileButton({ label, accept, take }) {
  const input = element("input", { type: "file", accept, hidden: true, "aria-label": label });
  input.addEventListener("change", () => {
    const [file] = input.files;
    input.value = "";
    if (file) take(file);
  });
  const made = button({ label, press: () => input.click() });
  return element("span", {}, made, input);
}

function download(name, text) {
  const address = URL.createObjectURL(new Blob([text], { type: "application/json" }));
  const link = element("a", { href: address, download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 1000);
}

// ---- the page

function render({ model, el }) {
  const frame = openFrame({ model, el });
  const { choices, names, source, tests, device, preset, rates, momenta } = model.get("about");
  const pairs = (key) => choices[key].map((value) => [value, String(value)]);
  let first = 0, seen = null, looking = false, again = false, looked = 0;
  const notice = element("p", { className: "cw-words", role: "status" });
  const say = (text) => { notice.textContent = text; };

  // What Python found at the last look, drawn again whenever theme or width change.
  async function look() {
    if (looking) {
      again = true;
      return;
    }
    looking = true;
    do {
      again = false;
      const { show: kind, watch } = frame.state;
      const found = await frame.ask("look", { first, show: kind, watch });
      if (!found.failed) seen = found;
    } while (again);
    looking = false;
    looked = performance.now();
    show();
  }
  function show() {
    if (!seen) return;
    showFigures(seen.figures);
    showLayers();
    showAnswers();
    frame.redraw();
  }

  const play = player(frame, { label: "Train", pause: "Pause", tick: async () => {
    const figures = await frame.ask("train", { seconds: TRAIN_SECONDS });
    if (figures.failed) return false;
    showFigures(figures);
    if (figures.stopped || performance.now() - looked > LOOK_MILLISECONDS) await look();
    return !figures.stopped;
  } });
  play.button.addEventListener("click", () => { if (!play.playing) look(); });
  const step = button({ label: "Step", title: "Learn from one batch", press: async () => {
    play.turn(false);
    const figures = await frame.ask("train", { seconds: 0 });
    if (!figures.failed) look();
  } });
  const renew = button({ label: "New weights", title: "Begin again with other first weights",
    press: () => frame.set({ seed: frame.state.seed + 1 }) });
  const clear = button({ label: "Clear curves", press: async () => {
    await frame.ask("clear");
    look();
  } });
  frame.controls.append(
    element("div", { className: "cw-row" }, play.button, step, renew, clear),
    select(frame, { label: "optimiser", key: "optimizer", options: pairs("optimizer") }),
    select(frame, { label: "learning rate", key: "rate", options: pairs("rate"),
      when: (state) => rates.includes(state.optimizer) }),
    select(frame, { label: "momentum", key: "momentum", options: pairs("momentum"),
      when: (state) => momenta.includes(state.optimizer) }),
    select(frame, { label: "batch size", key: "batch", options: pairs("batch") }),
    select(frame, { label: "weight decay", key: "decay", options: pairs("decay") }),
    checkbox(frame, { label: "shift and mirror", key: "augment" }),
  );

  // Figures: a name above each number.
  const cells = {};
  const figures = element("div", { className: "cw-figures" }, ...[
    ["seen", "images seen"], ["loss", "loss of last batch"], ["decay", "loss by decay"],
    ["train", "right, training"], ["validation", "right, validation"],
    ["forward", "ms/image, forward"], ["backward", "ms/image, backward"],
  ].map(([key, words]) => {
    cells[key] = element("b", {}, "–");
    return element("span", {}, element("small", {}, words), cells[key]);
  }));
  function showFigures(now) {
    const number = (value, digits) => (typeof value === "number" ? value.toFixed(digits) : "–");
    cells.seen.textContent = now.seen.toLocaleString("en");
    cells.loss.textContent = number(now.loss, 3);
    cells.decay.textContent = number(now.decay_loss, 4);
    cells.train.textContent = percent(now.train);
    cells.validation.textContent = percent(now.validation);
    cells.forward.textContent = number(now.forward, 2);
    cells.backward.textContent = number(now.backward, 2);
    const many = (count, what) => `${count.toLocaleString("en")} ${what}`;
    origin.textContent = `${source === "scenes" ? "Drawn scenes" : source}: ${many(now.images, "images to learn from")}, `
      + `${many(now.validation_images, "to validate by")}, ${many(tests, "to test")}; computed on `
      + `${device === "cpu" ? "the processor" : `the accelerator (${device})`}.`;
  }
  const origin = element("p", { className: "cw-words cw-quiet" });
  const curves = canvas(frame, {
    label: "Loss, and shares of right answers, over the images seen. The numbers are above.",
    height: () => TALL_CURVES,
    draw: (pen, width, height, colors) => drawCurves(pen, width, height, colors,
      seen && seen.curves.seen.length ? seen.curves : null),
  });

  // Answers for validation images; a click makes one the image of the layers below.
  const cards = element("div", { className: "cw-cards" });
  function card() { // made once: a press must not miss an answer that is drawn anew
    const picture = element("canvas", { "aria-hidden": "true" }), title = element("em");
    const bars = Array.from({ length: BARS }, () => [element("i"), element("b")]);
    const made = element("button", { type: "button", title: "Show it in the layers below" },
      picture, title, ...bars.map((pair) => element("span", { className: "cw-answer" }, ...pair)));
    made.addEventListener("click", () => frame.set({ watch: made.place }));
    return Object.assign(made, { picture, heading: title, bars });
  }
  function showAnswers() {
    while (cards.children.length < seen.places.length) cards.append(card());
    [...cards.children].forEach((made, k) => {
      made.hidden = k >= seen.places.length;
      if (made.hidden) return;
      const place = made.place = seen.places[k], label = seen.labels[k];
      const chances = [...seen.chances.data.slice(k * names.length, (k + 1) * names.length)];
      const best = chances.map((chance, at) => [chance, at]).sort((a, b) => b[0] - a[0]);
      paintPicture(made.picture, seen.pictures, k, PREVIEW_SIDE);
      made.heading.textContent = place < 0 ? "yours" : names[label];
      made.setAttribute("aria-pressed", String(place === seen.watch));
      made.bars.forEach(([bar, words], rank) => {
        const [chance, at] = best[rank];
        const kind = place < 0 ? "own" : at === label ? "right" : "wrong";
        bar.className = `cw-bar cw-bar-${kind}`;
        bar.style.width = `${100 * chance}%`;
        words.textContent = `${kind === "right" ? "✓" : ""}${names[at]} ${Math.round(100 * chance)}%`;
      });
    });
  }

  // Layers, each with its words and its tiles.
  const layers = element("div", {});
  function showLayers() {
    const { show: kind, watch } = seen, room = layers.clientWidth || 600;
    const { layers: table, parameters } = model.get("picture");
    const role = kind.startsWith("weight") ? "filter" : "output";
    const range = (numbers) => numbers.ends.map((end) => short(end)).join(" to ");
    const input = element("canvas", { role: "img", "aria-label": "The image" });
    paintPicture(input, seen.image, 0, 46);
    const at = seen.places.indexOf(watch);
    const what = watch < 0 ? "your picture; gradients as if the likeliest answer were right"
      : at >= 0 ? names[seen.labels[at]] : `validation image ${watch}`;
    let before = [3, PICTURE_SIDE, PICTURE_SIDE];
    const blocks = seen.layers.map((layer, k) => {
      const known = table[k] && table[k].name === layer.name ? table[k] : null;
      const { shape } = layer.maps, array = seen[`layer${k}`];
      const lines = [element("p", { className: "cw-words" }, element("strong", {}, layer.name),
        `  ${known && known.words !== known.name.replace(/\d+$/, "") ? `${known.words}, ` : ""}`
        + `gives ${shape.join("×")}`
        + `${known && known.formula ? `; ${known.formula} parameters` : ""}`)];
      const ends = KIND_WORDS.filter(([name]) => layer[name])
        .map(([name, words]) => `${words.split(" ")[0]} ${range(layer[name])}`);
      lines.push(element("p", { className: "cw-words cw-quiet" }, ends.join(", ")));
      if (array) {
        const tiles = element("canvas", { role: "img", "aria-label": `${layer.name}: ${kind}` });
        paintTiles(tiles, array, room, frame.colors, role, before);
        lines.push(tiles);
      }
      before = shape;
      return array || role === "output" ? element("div", { className: "cw-layer" }, ...lines) : "";
    });
    layers.replaceChildren(
      element("div", { className: "cw-row" }, input, element("p", { className: "cw-words" },
        `The image: ${what}. ${parameters.toLocaleString("en")} parameters in all.`)), ...blocks);
  }

  const picture = fileButton({ label: "Try a picture of yours", accept: "image/*",
    take: async (file) => {
      try {
        const found = await frame.ask("picture", {}, [await readPicture(file)]);
        if (!found.failed) look();
      } catch {
        say(`${file.name} cannot be read as a picture. PNG and JPEG can.`);
      }
    } });
  const others = button({ label: "Other images", press: () => {
    first += Math.max(1, seen ? seen.places.filter((place) => place >= 0).length : 1);
    look();
  } });
  let testing = false;
  const test = button({ label: "Test", title: "Try all test images, for the number to report",
    press: async () => {
      if (testing) {
        testing = false;
        return;
      }
      play.turn(false);
      [testing, test.textContent] = [true, "Stop testing"];
      let [start, plain, mean] = [0, 0, 0];
      while (testing) {
        const found = await frame.ask("test", { start });
        if (found.failed || !found.tried) break;
        start += found.tried;
        plain += found.plain;
        mean += found.mean;
        say(`${start.toLocaleString("en")} test images: ${percent(plain / start, 1)} right as they `
          + `are, ${percent(mean / start, 1)} as the mean of six shifted and mirrored views.`);
      }
      [testing, test.textContent] = [false, "Test"];
    } });
  frame.onClose(() => { testing = false; });
  const save = button({ label: "Save weights", press: async () => {
    const found = await frame.ask("save");
    if (!found.failed) download("convnet.json", found.text);
  } });
  const restore = fileButton({ label: "Load weights", accept: ".json,application/json",
    take: async (file) => {
      const found = await frame.ask("load", { text: await file.text() });
      say(found.failed ? "" : `${file.name} is loaded. The optimiser begins with an empty memory.`);
    } });

  const trained = button({ label: "A trained network", press: async () => {
    play.turn(false);
    const found = await frame.ask("trained");
    if (!found.failed) say("The demo's network with weights that have learned 6,000 scenes.");
  } });
  trained.disabled = source === "CIFAR-10";
  trained.title = "For drawn scenes; there are no weights for photographs";

  const text = element("textarea", { rows: 3, spellcheck: false, "aria-label": "Network as text" });
  const verdict = element("p", { className: "cw-words", role: "status" });
  const build = button({ label: "Build it", press: async () => {
    play.turn(false);
    await frame.ask("build", { text: text.value });
  } });
  const usual = button({ label: "The demo's network", press: () => {
    text.value = preset;
    judge();
  } });
  let typing = 0;
  async function judge() {
    const found = await frame.ask("check", { text: text.value });
    if (found.failed) return;
    const chain = (found.layers || []).map((layer) => layer.shape.join("×"));
    verdict.textContent = found.words + (chain.length ? ` 3×32×32 → ${chain.join(" → ")}` : "");
    verdict.classList.toggle("cw-wrong", !found.fits);
    build.disabled = !found.fits;
  }
  text.addEventListener("input", () => {
    clearTimeout(typing);
    typing = setTimeout(judge, TYPING_MILLISECONDS);
  });
  frame.onClose(() => clearTimeout(typing));
  let written = "";
  frame.onState((state) => {
    if (state.network !== written) text.value = written = state.network;
  });
  const editor = element("details", {}, element("summary", {}, "Change the network"),
    element("p", { className: "cw-words cw-quiet" }, "Layers with commas between: conv 5x5x16 relu, "
      + "pool 2, average 2, full 64 tanh, norm, dropout 0.5; conv also takes stride 2 and pad 0. A "
      + "full layer to the scores is added at the end."),
    text, verdict, element("div", { className: "cw-row" }, build, usual));
  editor.addEventListener("toggle", () => { if (editor.open) judge(); });

  frame.stage.append(figures, origin, curves,
    element("div", { className: "cw-row" }, others, picture, test, trained, save, restore), notice, cards,
    editor, tabs(frame, { label: "What is shown of each layer", key: "show", options: KIND_WORDS }),
    layers);

  let shownState = "", wide = 0, version = 0;
  frame.onState((state) => {
    const now = JSON.stringify([state.show, state.watch, model.get("picture").version]);
    if (now === shownState) return;
    shownState = now;
    if (version !== model.get("picture").version) say("");
    ({ version } = model.get("picture"));
    look();
  });
  const themes = new MutationObserver(show);
  themes.observe(frame.root, { attributes: true, attributeFilter: ["data-theme"] });
  const resized = new ResizeObserver(() => {
    if (layers.clientWidth !== wide) {
      wide = layers.clientWidth;
      show();
    }
  });
  resized.observe(frame.stage);
  frame.onClose(() => [themes, resized].forEach((observer) => observer.disconnect()));
  return frame.close;
}

export default { render };
