// A mixing desk: the picture on the left, a fader for each of nine layers on the right.

const ROUND = 0.15; // seconds of painting between two answers
const MOST_AT_ONCE = 150; // steps until Paint ends by itself
const GAP = 8, CAPTION = 18; // CSS pixels between pictures, and of the words above one
const SCALES = ["fine: the whole picture", "middle: at half its size", "coarse: at a quarter"];
const COLUMNS = 3, FADER_STEP = 0.25;

// An image (H, W, 3) in [0, 1] as a canvas of its own size.
function asCanvas({ shape, data }) {
  const [high, wide] = shape, made = document.createElement("canvas");
  [made.width, made.height] = [wide, high];
  const pen = made.getContext("2d"), pixels = pen.createImageData(wide, high);
  for (let i = 0; i < wide * high; i += 1) {
    for (let c = 0; c < 3; c += 1) pixels.data[4 * i + c] = 255 * data[3 * i + c];
    pixels.data[4 * i + 3] = 255;
  }
  pen.putImageData(pixels, 0, 0);
  return made;
}

function partsOf(color) {
  return [1, 3, 5].map((at) => parseInt(color.slice(at, at + 2), 16));
}

// One of several Gram matrices as a canvas: paper at 0, full colour at `most`.
function gramCanvas({ shape, data }, place, most, colors) {
  const [, side] = shape, start = place * side * side, made = document.createElement("canvas");
  made.width = made.height = side;
  const pen = made.getContext("2d"), pixels = pen.createImageData(side, side);
  const [paper, full] = [partsOf(colors.paper), partsOf(colors.output)];
  for (let i = 0; i < side * side; i += 1) {
    const share = Math.sqrt(Math.max(0, Math.min(1, data[start + i] / most)));
    for (let c = 0; c < 3; c += 1) pixels.data[4 * i + c] = paper[c] + (full[c] - paper[c]) * share;
    pixels.data[4 * i + 3] = 255;
  }
  pen.putImageData(pixels, 0, 0);
  return made;
}

function placed(pen, image, x, y, side, words, colors, { color = colors.line, line = 1 } = {}) {
  put(pen, words, x, y - CAPTION / 2, line > 1 ? color : colors.ink);
  pen.imageSmoothingEnabled = true;
  pen.drawImage(image, x, y, side, side);
  pen.strokeStyle = color;
  pen.lineWidth = line;
  pen.strokeRect(x + line / 2, y + line / 2, side - line, side - line);
}

// The painting, and beside it what it is made of. Where one's own functions paint another one, the
// two stand side by side, and below them what they are made of.
function pictureLayout(width, apart) {
  if (apart) {
    const large = (width - GAP) / 2, small = large / 2, top = large + 2 * CAPTION + GAP;
    return { large, small, photo: [0, top], style: [small + GAP, top], height: top + small + 1 };
  }
  const large = (width - GAP) * 0.68, small = Math.min((large - CAPTION) / 2, width - large - GAP);
  return { large, small, photo: [large + GAP, CAPTION], style: [large + GAP, CAPTION + large - small],
    height: CAPTION + large + 1 };
}

function drawPictures(pen, width, colors, now) {
  const { large, small, photo, style } = pictureLayout(width, now.apart);
  const step = now.steps ? `after step ${now.steps}` : "the photograph, to be painted";
  placed(pen, now.image, 0, CAPTION, large, now.apart ? `reference, ${step}` : step, colors);
  placed(pen, now.photo, ...photo, small, "photograph", colors);
  placed(pen, now.style, ...style, small, "style", colors);
  if (now.apart) {
    placed(pen, now.apart, large + GAP, CAPTION, large, "by your functions", colors,
      { color: colors.wrong, line: 4 });
  }
}

function drawGrams(pen, width, height, colors, now, place) {
  const side = (width - 4) / 2, { data, shape } = now.targets, area = shape[1] * shape[2];
  const most = Math.max(1e-9, ...data.subarray(place * area, (place + 1) * area));
  [now.targets, now.grams].forEach((grams, i) => {
    const x = i * (side + 4);
    pen.imageSmoothingEnabled = false;
    pen.drawImage(gramCanvas(grams, place, most, colors), x, 0, side, side);
    pen.strokeStyle = colors.line;
    pen.lineWidth = 1;
    pen.strokeRect(x + 0.5, 0.5, side - 1, side - 1);
  });
  const left = Math.max(0, Math.min(1, now.shares.data[place]));
  pen.fillStyle = colors.line;
  pen.fillRect(0, height - 5, width, 5);
  pen.fillStyle = colors.outputFill;
  pen.fillRect(0, height - 5, width * left, 5);
}

// A slider for one of the nine numbers in `weights`.
function fader(frame, { label, place, most }) {
  const input = element("input", { type: "range", min: 0, max: most, step: FADER_STEP,
    "aria-label": `weight of ${label}`, style: "accent-color: var(--cw-input); flex: 1; margin: 0; min-width: 0" });
  const value = element("output", { className: "cw-quiet", style: "font-size: 12px" });
  input.addEventListener("input", () => {
    const weights = [...frame.state.weights];
    weights[place] = Number(input.value);
    frame.set({ weights });
  });
  frame.onState(({ weights }) => {
    input.value = weights[place];
    value.textContent = weights[place].toFixed(2);
  });
  return element("div", { style: "align-items: center; display: flex; gap: 5px" }, input, value);
}

function render({ model, el }) {
  const frame = openFrame({ model, el });
  const { layers, choices, most } = model.get("about");
  const now = {};
  function take(answer) {
    Object.assign(now, answer);
    for (const name of ["photo", "style", "image"]) if (answer[name]) now[name] = asCanvas(answer[name]);
    if (answer.own) now.apart = answer.own.shape[0] ? asCanvas(answer.own) : null;
  }
  let taken;
  function current() { // the picture is as old as the last beginning
    if (taken === model.get("picture")) return now;
    taken = model.get("picture");
    take(Object.fromEntries(Object.entries(taken).map(([name, value]) =>
      [name, value && value.data ? numbers(value) : value])));
    return now;
  }

  let count = 0;
  async function paint(seconds) {
    const before = current().steps, answer = await frame.ask("step", { seconds });
    if (answer.failed) return false;
    current();
    take(answer);
    count += Math.max(1, now.steps - before);
    tell();
    frame.redraw();
    return count < MOST_AT_ONCE;
  }
  const play = player(frame, { label: "Paint", tick: () => paint(ROUND) });
  play.button.addEventListener("click", () => { count = 0; });
  const step = button({ label: "Step", press: () => { play.turn(false); paint(0); } });
  const again = button({ label: "Start from the photograph", press: () => {
    play.turn(false);
    frame.ask("restart");
  } });
  const two = (value) => value.toFixed(2);
  frame.controls.append(
    select(frame, { label: "photograph", key: "photo", options: choices.photo.map((one) => [one, one]) }),
    select(frame, { label: "style", key: "style", options: choices.style.map((one) => [one, one]) }),
    slider(frame, { label: "content", key: "content", step: 0.05, show: two,
      bounds: () => [0, most.content] }),
    slider(frame, { label: "variation", key: "variation", step: 0.02, show: two,
      bounds: () => [0, most.variation] }),
    undoing(frame, ["photo", "style", "weights", "content", "variation"]),
  );

  const pictures = canvas(frame, {
    label: "The painting, the photograph and the style; the words below say how far it has come.",
    height: (width) => pictureLayout(width, current().apart).height,
    draw: (pen, width, height, colors) => drawPictures(pen, width, colors, current()),
  });
  const mix = (label, heard, title) => button({ label, title, press: () => {
    frame.set({ weights: layers.map((_, place) => (heard(place) ? 1 : 0)) });
  } });
  const row = (place) => Math.floor(place / COLUMNS);
  const desk = element("div", { style: "display: grid; gap: 4px 12px; grid-template-columns: repeat(3, minmax(0, 1fr))" });
  layers.forEach((layer, place) => {
    if (place % COLUMNS === 0) {
      desk.append(element("div", { className: "cw-quiet", style: "font-size: 12px; grid-column: 1 / -1" },
        SCALES[row(place)]));
    }
    const size = layer.split(" ")[0];
    desk.append(element("div", { style: "font-size: 12px; min-width: 0" }, size, canvas(frame, {
      label: `Gram matrices of ${layer}: left of the style, right of the painting.`,
      height: (width) => (width - 4) / 2 + 9,
      draw: (pen, width, height, colors) => drawGrams(pen, width, height, colors, current(), place),
    }), fader(frame, { label: layer, place, most: most.weight })));
  });
  const mixes = element("div", { className: "cw-row", style: "margin: 0 0 4px" },
    element("span", { className: "cw-quiet" }, "hear"),
    mix("all", () => true, "All nine layers"),
    ...["fine", "middle", "coarse"].map((label, k) => mix(label, (place) => row(place) === k,
      "Only the three layers of this size")),
    mix("none", () => false, "No layer"));
  const legend = element("p", { className: "cw-words cw-quiet", style: "font-size: 12px" },
    "Gram matrices: of the style on the left, of the painting on the right; the bar is how much of "
    + "their distance is left.");
  const found = element("p", { className: "cw-words", "aria-live": "polite" });
  const own = element("div");
  frame.stage.append(element("div", { className: "cw-beside" },
    element("div", {}, pictures, element("div", { className: "cw-row" }, play.button, step, again),
      found, own),
    element("div", {}, mixes, desk, legend)));

  function tell() {
    const { steps, shares, verdicts, apart } = current(), { weights } = frame.state;
    const heard = weights.flatMap((weight, place) => (weight ? [place] : []));
    const left = heard.map((place) => 100 * shares.data[place]);
    const range = left.length ? [Math.min(...left), Math.max(...left)].map(Math.round) : [];
    found.setAttribute("aria-live", play.playing ? "off" : "polite");
    found.textContent = !left.length ? "No layer is heard: only content and variation count."
      : steps ? `Step ${steps}: in the layers that are heard ${range[0] === range[1] ? range[0]
        : `${range[0]} to ${range[1]}`} % of the distance to the style is left.`
        : "Paint begins; settings can be changed meanwhile.";
    const text = JSON.stringify([verdicts, Boolean(apart)]);
    if (own.dataset.text === text) return;
    own.dataset.text = text;
    own.replaceChildren(...verdicts.map(([agrees, words]) => element("p",
      { className: agrees ? "cw-words" : "cw-words cw-wrong" }, `${agrees ? "✓" : "✗"} ${words}`)));
  }
  frame.onState(tell);
  frame.listen("change:picture", () => play.turn(false));
  return frame.close;
}

export default { render };
