// A box of words that draws: the picture so far, what the net believes it will be, and all steps.

const GAP = 8, CAPTION = 18; // CSS pixels between pictures, and of the words above one
const LEAST_THUMB = 21, CURVES = 58;
const WHOLE = 4000, FASTEST = 90; // milliseconds that a drawing plays, and that a step takes at least

// One picture of a packed batch (…, H, W, 3), as a canvas of its own size.
function pictureAt({ shape, data }, place) {
  const [high, wide] = shape.slice(-3), made = document.createElement("canvas");
  [made.width, made.height] = [wide, high];
  const pen = made.getContext("2d"), pixels = pen.createImageData(wide, high);
  for (let i = 0; i < wide * high; i += 1) {
    for (let c = 0; c < 3; c += 1) pixels.data[4 * i + c] = 255 * data[3 * (place * wide * high + i) + c];
    pixels.data[4 * i + 3] = 255;
  }
  pen.putImageData(pixels, 0, 0);
  return made;
}

function stampPicture(pen, image, x, y, side, { color, line = 1 }) {
  pen.imageSmoothingEnabled = false;
  pen.drawImage(image, x, y, side, side);
  pen.strokeStyle = color;
  pen.lineWidth = line;
  pen.strokeRect(x + line / 2, y + line / 2, side - line, side - line);
}

function emptyFrame(pen, x, y, side, colors, words) {
  pen.strokeStyle = colors.quiet;
  pen.lineWidth = 1;
  pen.setLineDash([4, 4]);
  pen.strokeRect(x + 0.5, y + 0.5, side - 1, side - 1);
  pen.setLineDash([]);
  put(pen, words, x + side / 2, y + side / 2, colors.quiet, { align: "center" });
}

// What Python found, with its arrays at hand and every picture made once.
function unpackedDrawing(picture) {
  const strip = (packed) => {
    const array = numbers(packed), count = array.shape.slice(0, -3).reduce((a, b) => a * b, 1), made = [];
    return { count, at: (place) => (made[place] ||= pictureAt(array, place)) };
  };
  return { ...picture, pictures: strip(picture.pictures), beliefs: strip(picture.beliefs),
    own: picture.own && { ...picture.own, pictures: strip(picture.own.pictures) } };
}

// Where the large pictures stand: in one row, or where that is too narrow in two.
function layoutOf(width, own) {
  const large = own ? 3 : 2, inRow = width >= 150 * large + 100;
  const across = inRow ? large : 2;
  const small = inRow ? 0.48 : 0; // of a large one's side
  const side = Math.min(340, (width - (inRow ? large : 1) * GAP) / (across + small));
  const places = Array.from({ length: large }, (_, i) => ({
    x: (i % across) * (side + GAP), y: Math.floor(i / across) * (side + CAPTION + GAP) + CAPTION, side,
  }));
  const half = inRow ? (side - CAPTION) / 2 : (side - GAP) / 2;
  const hints = [0, 1].map((i) => (inRow
    ? { x: large * (side + GAP), y: CAPTION + i * (half + CAPTION), side: half }
    : { x: (own ? side + GAP : 0) + i * (half + GAP), y: 2 * CAPTION + side + GAP, side: half }));
  const lowest = Math.max(...[...places, ...hints].map((place) => place.y + place.side));
  return { places, hints, height: lowest + 2 };
}

function drawLarge(pen, width, frame, drawing) {
  const { colors, state } = frame, { step } = state, done = drawing.pictures.count - 1;
  const at = Math.min(step, done), { places, hints } = layoutOf(width, drawing.own);
  const titled = (words, { x, y }, color = colors.ink) => put(pen, words, x, y - CAPTION / 2, color);
  const belief = (kind) => (at < done ? drawing.beliefs.at(3 * at + kind) : drawing.pictures.at(done));
  const plain = { color: colors.line };
  titled(at ? `picture after step ${at} of ${done}` : "all noise", places[0]);
  stampPicture(pen, drawing.pictures.at(at), places[0].x, places[0].y, places[0].side, plain);
  const words = places[1].side < 210 ? "what the net believes" : "what the net believes it will be";
  titled(at < done ? words : "no noise is left", places[1], colors.output);
  stampPicture(pen, belief(2), places[1].x, places[1].y, places[1].side,
    { color: colors.outputFill, line: 3 });
  ["without words", "with words"].forEach((name, kind) => {
    const place = hints[kind];
    titled(name, place, colors.quiet);
    if (at < done) stampPicture(pen, belief(kind), place.x, place.y, place.side, plain);
    else emptyFrame(pen, place.x, place.y, place.side, colors, "–");
  });
  if (!drawing.own) return;
  const { own } = drawing, wrong = own.wrong.flat().some((place) => place < at);
  titled("by your functions", places[2], wrong ? colors.wrong : colors.ink);
  const { x, y, side } = places[2];
  if (at < own.pictures.count) {
    stampPicture(pen, own.pictures.at(at), x, y, side, wrong ? { color: colors.wrong, line: 4 } : plain);
  } else emptyFrame(pen, x, y, side, colors, "did not come so far");
}

// The strip of all steps: a row of pictures, one of beliefs, one's own, and both rates.
function thumbs(width, steps) {
  const every = Math.ceil(((steps + 1) * LEAST_THUMB) / width);
  const shown = Array.from({ length: steps + 1 }, (_, step) => step).filter((step) =>
    step % every === 0 || step === steps).filter((step, i, all) =>
    step === steps || steps - step >= every || i === all.length - 1);
  return { shown, side: Math.min(46, width / shown.length) };
}

function rowsOf(drawing) {
  const rows = [["picture", drawing.pictures.count - 1, (step) => drawing.pictures.at(step)],
    ["what the net believes", drawing.pictures.count - 1, (step) => drawing.beliefs.at(3 * step + 2)]];
  rows[1][1] -= 1;
  if (drawing.own) {
    rows.push(["by your functions", drawing.own.pictures.count - 1,
      (step) => drawing.own.pictures.at(step)]);
  }
  return rows;
}

function drawStrip(pen, width, height, frame, drawing) {
  const { colors, state } = frame, steps = drawing.pictures.count - 1;
  const { shown, side } = thumbs(width, steps), rows = rowsOf(drawing);
  const at = Math.min(state.step, steps), middle = (step) => {
    const after = shown.findIndex((one) => one >= step), before = Math.max(0, after - 1);
    const share = shown[after] === step ? 0 : (shown[after] - step) / (shown[after] - shown[before]);
    return (after - share + 0.5) * side;
  };
  rows.forEach(([words, last, image], row) => {
    const y = row * (side + CAPTION) + CAPTION;
    put(pen, words, 0, y - CAPTION / 2, colors.quiet);
    shown.forEach((step, i) => {
      if (step > last) return;
      const off = row === 2 && drawing.own.wrong.flat().some((place) => place < step);
      stampPicture(pen, image(step), i * side + 1, y, side - 2, { color: off ? colors.wrong : colors.line });
    });
  });
  const top = rows.length * (side + CAPTION) + CAPTION, low = height - 6;
  put(pen, "signal rate", 0, top - CAPTION / 2, colors.output, { bold: true });
  put(pen, "noise rate", 80, top - CAPTION / 2, colors.quiet, { bold: true });
  for (const [color, rate] of [[colors.quiet, (s) => Math.sqrt(Math.max(0, 1 - s * s))],
    [colors.output, (s) => s]]) {
    pen.strokeStyle = color;
    pen.lineWidth = 2;
    pen.beginPath();
    drawing.signals.forEach((signal, step) => {
      pen.lineTo(middle(step), low - rate(signal) * (low - top));
    });
    pen.stroke();
  }
  pen.fillStyle = colors.input;
  pen.globalAlpha = 0.16;
  pen.fillRect(middle(at) - side / 2, 0, side, height);
  pen.globalAlpha = 1;
  pen.strokeStyle = colors.input;
  pen.lineWidth = 2;
  pen.strokeRect(middle(at) - side / 2, 1, side, height - 2);
}

function an(words, a = "a") {
  return `${a}${/^[aeiou]/.test(words) ? "n" : ""} ${words}`;
}

// The words as radio buttons; those that make a pair that was never shown with the other one bear
// a sign, and say so to who hears them.
function wordList(frame, { label, key, words, isNew }) {
  const set = tabs(frame, { label, key, options: [[-1, "no word"], ...words.map((word, i) => [i, word])] });
  const [legend] = set.children;
  legend.className = "cw-quiet";
  Object.assign(legend.style, { float: "left", minWidth: "3.6em", paddingTop: "4px" });
  Object.assign(set.style, { display: "flow-root" });
  [...set.querySelectorAll("label")].forEach((option, place) => {
    option.style.float = "left";
    const sign = element("b", { "aria-hidden": "true", style: "color: var(--cw-wrong)" });
    const said = element("em", { className: "cw-hidden" });
    option.lastChild.append(sign, said);
    frame.onState((state) => {
      const marked = isNew(state, place - 1);
      sign.textContent = marked ? " ✻" : "";
      said.textContent = marked ? " (never shown together)" : "";
    });
  });
  return set;
}

function render({ model, el }) {
  const frame = openFrame({ model, el });
  const { kinds, colors: hues, neverShown, most, names } = model.get("about");
  const never = (kind, color) => neverShown.some(([k, c]) => k === kind && c === color);
  let taken, unpacked;
  const drawing = () => {
    const now = model.get("picture");
    if (taken !== now) [taken, unpacked] = [now, unpackedDrawing(now)];
    return unpacked;
  };
  const last = () => drawing().pictures.count - 1;

  let waited = 0;
  const play = player(frame, { label: "Play", tick: (passed) => {
    const { step, steps } = frame.state;
    waited += passed;
    if (waited < Math.max(FASTEST, WHOLE / steps)) return step < steps;
    waited = 0;
    if (step < steps) frame.set({ step: step + 1 });
    return step + 1 < steps;
  } });
  play.button.addEventListener("click", () => { // what is done begins anew
    if (play.playing && frame.state.step >= frame.state.steps) frame.set({ step: 0 });
  });
  const goTo = (step) => frame.set({ step: Math.max(0, Math.min(frame.state.steps, step)) });
  const by = (count) => () => { play.turn(false); goTo(frame.state.step + count); };
  const next = button({ label: "Step", press: by(1), title: "One step on" });
  const undo = undoing(frame, ["kind", "color", "scale", "steps", "seed"]);
  frame.controls.append(
    wordList(frame, { label: "thing", key: "kind", words: kinds,
      isNew: (state, kind) => never(kind, state.color) }),
    wordList(frame, { label: "colour", key: "color", words: hues,
      isNew: (state, color) => never(state.kind, color) }),
    slider(frame, { label: "guidance scale", key: "scale", step: 0.25, bounds: () => [0, most.scale],
      show: (scale) => scale.toFixed(2) }),
    slider(frame, { label: "number of steps", key: "steps", bounds: () => [1, most.steps] }),
    slider(frame, { label: "noise to start from", key: "seed", bounds: () => [0, most.seed] }),
    undo,
  );
  for (const set of [...frame.controls.children].slice(0, 2)) set.style.flexBasis = "100%";

  const large = canvas(frame, {
    label: "The picture so far, what the net believes it will be, and what it would believe without "
      + "and with words but no guidance; the words below say what is to be seen.",
    height: (width) => layoutOf(width, drawing().own).height,
    draw: (pen, width) => drawLarge(pen, width, frame, drawing()),
  });
  const done = slider(frame, { label: "steps done", key: "step", bounds: (state) => [0, state.steps] });
  done.style.flex = done.querySelector(".cw-range").style.flex = "1";
  done.querySelector("input").style.width = "100%";
  const strip = canvas(frame, {
    label: "All steps from noise to picture. Arrow keys go from step to step, Home to the noise, End "
      + "to the picture.",
    height: (width) => rowsOf(drawing()).length * (thumbs(width, last()).side + CAPTION) + CURVES + CAPTION,
    draw: (pen, width, height) => drawStrip(pen, width, height, frame, drawing()),
    keys: { ArrowLeft: by(-1), ArrowDown: by(-1), ArrowRight: by(1), ArrowUp: by(1),
      Home: by(-most.steps), End: by(most.steps) },
    press: (x) => {
      const { shown, side } = thumbs(strip.clientWidth, last());
      play.turn(false);
      goTo(shown[Math.max(0, Math.min(shown.length - 1, Math.floor(x / side)))]);
    },
  });
  const found = element("p", { className: "cw-words", "aria-live": "polite" });
  const fresh = element("p", { className: "cw-words", "aria-live": "polite" });
  const own = names.map(() => element("p", { className: "cw-words", "aria-live": "polite" }));
  frame.stage.append(fresh, element("div", {}, large),
    element("div", { className: "cw-row" }, play.button, next, done), found, ...own,
    element("div", {}, strip));

  const sayings = (state) => {
    const step = Math.min(state.step, last()), signal = drawing().signals[step];
    const noise = Math.sqrt(Math.max(0, 1 - signal * signal));
    const level = step === last() ? `After all ${last()} steps no noise is left.`
      : `After ${step} of ${last()} steps the picture is ${signal.toFixed(2)} image and ${
        noise.toFixed(2)} noise (the squares add up to 1).`;
    const [kind, color, sure] = drawing().read[step];
    const seen = step === last() ? "the picture" : "what the net believes";
    return `${level} A judge net reads ${seen} as ${an(`${hues[color]} ${kinds[kind]}`)} (${
      Math.round(100 * sure)} %).`;
  };
  const judged = (name, wrong) => {
    if (!wrong.length) return drawing().own.done ? `✓ ${name} does the same in every step.` : "";
    const counts = wrong.length === last() ? "in every step" : wrong.length === 1
      ? `in step ${wrong[0] + 1}` : `in ${wrong.length} steps, first in step ${wrong[0] + 1}`;
    return `✗ ${name} returns something else than the reference ${counts}.`;
  };
  frame.onState((state) => {
    found.setAttribute("aria-live", play.playing ? "off" : "polite");
    found.textContent = sayings(state);
    const isNew = never(state.kind, state.color), none = state.kind < 0 && state.color < 0;
    fresh.textContent = isNew
      ? `✻ ${an(`${hues[state.color]} ${kinds[state.kind]}`, "A")} was never among the stickers it learned from.`
      : none ? "No words: with them or without them comes to the same, so guidance changes nothing." : "";
    fresh.hidden = !fresh.textContent;
    names.forEach((name, place) => {
      own[place].textContent = name && drawing().own ? judged(name, drawing().own.wrong[place]) : "";
      own[place].hidden = !own[place].textContent;
      own[place].className = own[place].textContent.startsWith("✗") ? "cw-words cw-wrong" : "cw-words";
    });
    next.disabled = state.step >= state.steps;
  });
  return frame.close;
}

export default { render };
