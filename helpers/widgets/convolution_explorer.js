// The page of ConvolutionExplorer: what slides over what, and the one number it gives here.

const GAP = 1.7; // cells between two grids
const LARGEST_CELL = 34, READABLE_CELL = 17; // CSS pixels
const TALLEST_GRID = 320, TALL_BARS = 92;
const STEP_MILLISECONDS = 420;
const MANY_TERMS = 26;

// Everything that stands where, for the window at one place.
function scene(model) {
  const picture = model.get("picture"), state = model.get("state");
  const padded = numbers(picture.padded), output = numbers(picture.output);
  const kernel = picture.kernel && numbers(picture.kernel);
  const count = output.data.length, [, columns] = output.shape;
  const place = Math.max(0, Math.min(state.place, count - 1));
  const [row, column] = [Math.floor(place / (columns || 1)), place % (columns || 1)];
  const [top, left] = [row * picture.stride[0], column * picture.stride[1]];
  const [tall, wide] = picture.window, far = picture.dilation;
  const reads = []; // pixels under the window, row by row
  for (let i = 0; i < tall; i++) {
    for (let j = 0; j < wide; j++) {
      const [r, c] = [top + i * far, left + j * far];
      const value = padded.data[r * padded.shape[1] + c];
      const weight = kernel ? kernel.data[i * wide + j] : null;
      reads.push({ row: r, column: c, i, j, value, weight });
    }
  }
  return {
    picture, kind: picture.layer, padded, output, kernel, count, place, row, column, top, left, reads,
    yours: picture.yours && numbers(picture.yours), marks: picture.yours && numbers(picture.marks),
    span: [far * (tall - 1) + 1, far * (wide - 1) + 1],
    result: count ? output.data[place] : null,
  };
}

function signed(value) {
  return value < 0 ? `(${short(value)})` : short(value);
}

// The one number in words, with its terms.
function inWords(now) {
  const { kind, reads, result, row, column, output } = now;
  const where = kind === "sound" || output.shape[0] === 1
    ? `Place ${column}` : `Row ${row}, column ${column}`;
  const cut = (terms, sign) => (terms.length > MANY_TERMS
    ? [...terms.slice(0, 8), "…", terms[terms.length - 1]] : terms).join(sign);
  const values = reads.map((read) => short(read.value));
  if (kind === "max pooling") {
    return `${where}: the largest of ${cut(values, ", ")} is ${short(result)}.`;
  }
  if (kind === "average pooling") {
    const sum = cut(reads.map((read) => signed(read.value)), " + ");
    return `${where}: (${sum}) / ${reads.length} = ${short(result)}.`;
  }
  const terms = reads.map((read) => `${signed(read.value)}·${signed(read.weight)}`);
  return `${where}: ${cut(terms, " + ")} = ${short(result, 4)}.`;
}

function words(pen, text, x, y, color, look = {}) {
  put(pen, text, x, y, color, { size: 13, align: "center", ...look });
}

function hatch(pen, x, y, side, color) {
  pen.save();
  pen.beginPath();
  pen.rect(x, y, side, side);
  pen.clip();
  pen.strokeStyle = color;
  pen.lineWidth = 1;
  pen.beginPath();
  for (let offset = -side; offset < side; offset += 5) {
    pen.moveTo(x + offset, y + side);
    pen.lineTo(x + offset + side, y);
  }
  pen.stroke();
  pen.restore();
}

// A cell with its number, where there is room for one.
function cell(pen, x, y, side, text, fill, ink, bold = false) {
  pen.fillStyle = fill;
  pen.fillRect(x + 0.5, y + 0.5, side - 1, side - 1);
  if (side >= READABLE_CELL) {
    const size = Math.min(15, side * 0.46, (side * 1.5) / Math.max(text.length, 1));
    words(pen, text, x + side / 2, y + side / 2 + 0.5, ink, { size, bold });
  }
}

function frameOf(pen, x, y, width, height, color, line = 3) {
  pen.strokeStyle = color;
  pen.lineWidth = line;
  pen.strokeRect(x, y, width, height);
}

function largest(data) {
  let top = 0;
  for (const value of data) if (Number.isFinite(value)) top = Math.max(top, Math.abs(value));
  return top || 1;
}

// ---- images: the input, the output and one's own output, side by side

function gridLayout(now, width) {
  const [rows, columns] = now.padded.shape, [, wide] = now.output.shape;
  const outputs = now.yours ? 2 : 1;
  const across = columns + outputs * (GAP + Math.max(wide, 3));
  const side = Math.floor(Math.min(LARGEST_CELL, (width - 4) / across, TALLEST_GRID / rows));
  const first = 2 + side * (columns + GAP);
  return {
    side, top: 26, input: 2, output: first, yours: first + side * (Math.max(wide, 3) + GAP),
    height: 26 + side * rows + 24,
  };
}

function drawGrids(pen, now, width, colors) {
  const { picture, padded, output, yours, marks } = now;
  const at = gridLayout(now, width), { side, top } = at;
  const [rows, columns] = padded.shape, [down, right] = picture.padding;
  const most = largest(padded.data);
  const [lostRows, lostColumns] = picture.left_over;
  words(pen, `input ${rows - 2 * down}×${columns - 2 * right}${down ? `, padding ${down}` : ""}`,
    at.input, 12, colors.input, { align: "left", bold: true });
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      const value = padded.data[row * columns + column];
      const [x, y] = [at.input + column * side, top + row * side];
      const isPadding = row < down || column < right || row >= rows - down || column >= columns - right;
      const isLost = row >= rows - lostRows || column >= columns - lostColumns;
      cell(pen, x, y, side, short(value), isPadding ? colors.paper
        : shade(colors, "input", value, most * 1.7), isPadding ? colors.quiet : colors.ink);
      if (isPadding) hatch(pen, x, y, side, colors.line);
      if (isLost) hatch(pen, x, y, side, colors.wrong);
    }
  }
  frameOf(pen, at.input + right * side, top + down * side, (columns - 2 * right) * side,
    (rows - 2 * down) * side, colors.input, 1);
  if (lostRows || lostColumns) {
    words(pen, "hatched red: read by no window", at.input, top + rows * side + 12, colors.wrong,
      { align: "left" });
  }
  if (!now.count) {
    words(pen, "does not fit", at.output, top + 16, colors.wrong, { align: "left", bold: true });
    return;
  }
  const spread = picture.dilation > 1;
  for (const read of now.reads) {
    const [x, y] = [at.input + read.column * side, top + read.row * side];
    if (spread) frameOf(pen, x + 2, y + 2, side - 4, side - 4, colors.filter, 2);
  }
  frameOf(pen, at.input + now.left * side, top + now.top * side, now.span[1] * side,
    now.span[0] * side, colors.filter);
  drawOutput(pen, output, null, at.output, top, side, colors, now);
  words(pen, `output ${output.shape.join("×")}`, at.output, 12, colors.output,
    { align: "left", bold: true });
  if (yours) {
    drawOutput(pen, yours, marks, at.yours, top, side, colors, now);
    words(pen, `your ${picture.name}`, at.yours, 12, colors.ink, { align: "left", bold: true });
  }
}

function drawOutput(pen, map, marks, left, top, side, colors, now) {
  const [rows, columns] = map.shape, most = largest(now.output.data) * 1.5;
  for (let place = 0; place < rows * columns; place++) {
    const value = map.data[place];
    const [x, y] = [left + (place % columns) * side, top + Math.floor(place / columns) * side];
    const wrong = marks && marks.data[place];
    cell(pen, x, y, side, short(value, 2), shade(colors, "outputFill", value || 0, most), colors.ink);
    if (wrong) {
      hatch(pen, x, y, side, colors.wrong);
      frameOf(pen, x + 1.5, y + 1.5, side - 3, side - 3, colors.wrong, 2);
    }
  }
  frameOf(pen, left + now.column * side, top + now.row * side, side, side, colors.filter);
}

// ---- sound: the signal, the kernel under it, the output below, each as bars

function barsLayout(now, width) {
  const rows = now.yours ? 4 : 3;
  return { side: (width - 8) / now.padded.shape[1], height: rows * (TALL_BARS + 24) };
}

function drawBars(pen, values, left, side, top, colors, color, { most, marked, labels = true } = {}) {
  const scale = (TALL_BARS / 2 - 18) / most, middle = top + TALL_BARS / 2;
  pen.strokeStyle = colors.line;
  pen.lineWidth = 1;
  pen.beginPath();
  pen.moveTo(left, middle);
  pen.lineTo(left + values.length * side, middle);
  pen.stroke();
  values.forEach((value, place) => {
    const tall = (Number.isFinite(value) ? value : 0) * scale, x = left + place * side;
    pen.fillStyle = marked && marked(place) ? colors.wrong : color;
    pen.fillRect(x + side * 0.18, Math.min(middle, middle - tall), side * 0.64, Math.abs(tall) || 1);
    if (labels && side >= READABLE_CELL) {
      words(pen, short(value, 2), x + side / 2, middle - tall + (value < 0 ? 9 : -9), colors.ink,
        { size: Math.min(12, side * 0.5) });
    }
  });
}

function drawSound(pen, now, width, colors) {
  const { side } = barsLayout(now, width), { picture, padded, output, yours, marks } = now;
  const row = (place) => 22 + place * (TALL_BARS + 24), title = { align: "left", bold: true };
  const pad = picture.padding[1], lost = picture.left_over[1], count = padded.shape[1];
  words(pen, `signal of ${count - 2 * pad}${pad ? `, padding ${pad}` : ""}`, 4, row(0) - 10,
    colors.input, title);
  drawBars(pen, padded.data, 4, side, row(0), colors, colors.input, {
    most: largest(padded.data), marked: (place) => place >= count - lost,
  });
  words(pen, "kernel", 4, row(1) - 10, colors.filterText, title);
  if (!now.count) {
    words(pen, "does not fit", 4, row(1) + 20, colors.wrong, title);
    return;
  }
  const step = side * picture.dilation, start = 4 + now.left * side - (step - side) / 2;
  drawBars(pen, now.kernel.data, start, step, row(1), colors, colors.filter,
    { most: largest(now.kernel.data) });
  for (const top of [row(0), row(1)]) {
    frameOf(pen, 4 + now.left * side, top, now.span[1] * side, TALL_BARS, colors.filter, 2);
  }
  const between = side * picture.stride[1];
  const first = 4 + (now.span[1] * side) / 2 - between / 2;
  words(pen, `output of ${output.shape[1]}`, 4, row(2) - 10, colors.output, title);
  drawBars(pen, output.data, first, between, row(2), colors, colors.outputFill,
    { most: largest(output.data) });
  frameOf(pen, first + now.column * between, row(2), between, TALL_BARS, colors.filter, 2);
  if (yours) {
    words(pen, `your ${picture.name}`, 4, row(3) - 10, colors.ink, title);
    drawBars(pen, yours.data, first, between, row(3), colors, colors.outputFill,
      { most: largest(output.data), marked: (place) => marks.data[place] });
  }
}

// ---- one step: window, filter, products, sum

function stepLayout(now, width) {
  const [tall, wide] = now.picture.window;
  const across = now.kernel ? 3 * wide + 6.5 : wide + 3;
  const side = Math.floor(Math.min(34, (width - 4) / across));
  return { side, height: now.count ? 24 + side * tall + 6 : 0 };
}

function drawStep(pen, now, width, colors) {
  if (!now.count) return;
  const { side } = stepLayout(now, width), [tall, wide] = now.picture.window, top = 24;
  const middle = top + (side * tall) / 2, most = largest(now.padded.data) * 1.7;
  const best = Math.max(...now.reads.map((read) => read.value));
  let x = 2;
  const block = (title, color, value, fill, isMarked) => {
    words(pen, title, x, 10, color, { align: "left", bold: true });
    for (const read of now.reads) {
      const [left, y] = [x + read.j * side, top + read.i * side];
      cell(pen, left, y, side, short(value(read)), fill(value(read)), colors.ink);
      if (isMarked && isMarked(read)) frameOf(pen, left + 2, y + 2, side - 4, side - 4, colors.filter);
    }
    frameOf(pen, x, top, wide * side, tall * side, color, 1);
    x += wide * side;
  };
  const sign = (text, room = 1.2) => {
    words(pen, text, x + (room * side) / 2, middle, colors.ink, { size: 18 });
    x += room * side;
  };
  block("window", colors.input, (read) => read.value, (value) => shade(colors, "input", value, most),
    now.kind === "max pooling" && ((read) => read.value === best));
  if (now.kernel) {
    const heaviest = largest(now.kernel.data) * 1.5;
    sign("×");
    block("filter", colors.filterText, (read) => read.weight,
      (value) => shade(colors, "filter", value, heaviest));
    sign("=");
    block("products", colors.quiet, (read) => read.value * read.weight, () => colors.paper);
  }
  sign("→", 1.5);
  words(pen, { "max pooling": "largest", "average pooling": "mean" }[now.kind] || "sum",
    x, 10, colors.output, { align: "left", bold: true });
  const result = short(now.result, 3);
  pen.fillStyle = shade(colors, "outputFill", now.result, largest(now.output.data) * 1.5);
  pen.fillRect(x, middle - side / 2, side * 1.7, side);
  words(pen, result, x + side * 0.85, middle + 0.5, colors.ink, { size: 15, bold: true });
  frameOf(pen, x, middle - side / 2, side * 1.7, side, colors.output, 1.5);
}

// ---- the page

function render({ model, el }) {
  const frame = openFrame({ model, el });
  const { choices, ranges } = model.get("about");
  const pairs = (key) => choices[key].map((name) => [name, name]);
  const isSound = (state) => state.layer === "sound";
  const isPooling = (state) => state.layer.endsWith("pooling");
  const field = (made, seen) => {
    frame.onState((state) => { made.hidden = !seen(state); });
    return made;
  };
  const numeric = (label, key, seen, when) => field(
    slider(frame, { label, key, bounds: () => ranges[key], when }), seen);
  const always = () => true, image = (state) => !isSound(state);
  const filtered = (state) => state.layer === "convolution";
  frame.controls.append(
    tabs(frame, { label: "What slides", key: "layer", options: pairs("layer") }),
    field(select(frame, { label: "image", key: "image", options: pairs("image") }), image),
    field(select(frame, { label: "filter", key: "filter", options: pairs("filter") }), filtered),
    field(select(frame, { label: "signal", key: "signal", options: pairs("signal") }), isSound),
    field(select(frame, { label: "kernel", key: "signal_filter", options: pairs("signal_filter") }),
      isSound),
    numeric("size N", "size", image, (state) => state.image !== "yours"),
    numeric("window F", "kernel", image, (state) => isPooling(state) || state.filter !== "yours"),
    numeric("length N", "length", isSound, (state) => state.signal !== "yours"),
    numeric("kernel F", "taps", isSound),
    numeric("stride S", "stride", always),
    numeric("padding P", "padding", always, (state) => !isPooling(state)),
    numeric("dilation D", "dilation", always, (state) => !isPooling(state)),
  );

  const go = (place) => frame.set({ place: Math.max(0, Math.min(place, scene(model).count - 1)) });
  const move = (rows, columns) => () => {
    const now = scene(model), [tall, wide] = now.output.shape;
    const row = Math.max(0, Math.min(now.row + rows, tall - 1));
    const column = Math.max(0, Math.min(now.column + columns, wide - 1));
    go(row * wide + column);
  };
  const keys = {
    ArrowLeft: move(0, -1), ArrowRight: move(0, 1), ArrowUp: move(-1, 0), ArrowDown: move(1, 0),
    Home: () => go(0), End: () => go(scene(model).count - 1),
  };
  // A click on the input puts the window's middle there, a click on an output chooses that number.
  const press = (x, y) => {
    const now = scene(model), [tall, wide] = now.output.shape;
    if (!now.count) return;
    const width = map.clientWidth, [down, right] = now.picture.stride;
    let row = 0, column = 0;
    if (now.kind === "sound") {
      const { side } = barsLayout(now, width);
      column = Math.round(((x - 4) / side - now.span[1] / 2) / right);
    } else {
      const at = gridLayout(now, width), { side } = at;
      const own = now.yours && x >= at.yours;
      const left = own ? at.yours : at.output;
      if (x >= left) {
        [row, column] = [Math.floor((y - at.top) / side), Math.floor((x - left) / side)];
      } else {
        row = Math.round(((y - at.top) / side - now.span[0] / 2) / down);
        column = Math.round(((x - at.input) / side - now.span[1] / 2) / right);
      }
    }
    row = Math.max(0, Math.min(row, tall - 1));
    go(row * wide + Math.max(0, Math.min(column, wide - 1)));
  };
  const map = canvas(frame, {
    label: "Input and output. Arrow keys move the window.",
    height: (width) => {
      const now = scene(model);
      return now.kind === "sound" ? barsLayout(now, width).height : gridLayout(now, width).height;
    },
    draw: (pen, width, height, colors) => {
      const now = scene(model);
      (now.kind === "sound" ? drawSound : drawGrids)(pen, now, width, colors);
    },
    keys, press,
  });
  const step = canvas(frame, {
    label: "The numbers under the window and what becomes of them; the words below say the same.",
    height: (width) => stepLayout(scene(model), width).height,
    draw: (pen, width, height, colors) => drawStep(pen, scene(model), width, colors),
  });

  const place = element("input", { type: "range", min: 0, "aria-label": "Place of the window" });
  place.classList.add("cw-wide");
  place.addEventListener("input", () => go(Number(place.value)));
  let waited = 0;
  const play = player(frame, { tick: (milliseconds) => {
    waited += milliseconds;
    if (waited < STEP_MILLISECONDS) return true;
    waited = 0;
    const now = scene(model);
    go(now.place + 1);
    return now.place + 2 < now.count;
  } });
  play.button.addEventListener("click", () => {
    const now = scene(model);
    if (play.playing && now.place >= now.count - 1) go(0);
  });

  const formulas = element("div", { role: "status" }), sums = element("p", { className: "cw-words" });
  const comparison = element("div");
  const tell = () => {
    const now = scene(model), { picture } = now;
    place.max = Math.max(0, now.count - 1);
    place.value = now.place;
    place.disabled = play.button.disabled = now.count < 2;
    place.setAttribute("aria-valuetext", now.count ? `${now.place + 1} of ${now.count}` : "none");
    sums.setAttribute("aria-live", play.playing ? "off" : "polite");
    sums.textContent = now.count ? inWords(now) : "";
    const text = picture.formulas.join("\n");
    if (formulas.dataset.text !== text) {
      formulas.dataset.text = text;
      formulas.replaceChildren(...picture.formulas.map((line) => element("p",
        { className: line.includes("not fit") ? "cw-words cw-wrong" : "cw-words" }, line)));
    }
    const lines = picture.sizes.map(({ call, said, right, expected }) => [
      `${right ? "✓" : "✗"} ${call} returned ${said}${right ? "" : `, expected ${expected}`}`, right]);
    if (picture.yours) {
      const total = now.count, wrong = picture.wrong;
      lines.push([wrong ? `✗ ${picture.name}: ${wrong} of ${total} numbers differ, marked red`
        : `✓ ${picture.name}: all ${total} numbers are right`, !wrong]);
      if (wrong && now.marks.data[now.place]) {
        lines.push([`Here it gives ${short(now.yours.data[now.place], 4)}.`, false]);
      }
    }
    if (picture.note) lines.push([picture.note, true]);
    comparison.replaceChildren(...lines.map(([line, right]) => element("p",
      { className: right ? "cw-words" : "cw-words cw-wrong" }, line)));
  };
  frame.stage.append(formulas, map,
    element("div", { className: "cw-row" }, play.button, place), step, sums, comparison);
  frame.listen("change:picture", tell);
  frame.onState(tell);
  return frame.close;
}

export default { render };
