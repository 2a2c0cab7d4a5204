// A network to click through: the picture on the left, what is asked for on the right.

const GAP = 4, CAPTION = 17; // CSS pixels between maps, and of the words above one

// A small canvas of an image whose pixels `color(i)` gives as [red, green, blue], 0 to 255.
function imageOf(width, height, color) {
  const made = document.createElement("canvas");
  [made.width, made.height] = [width, height];
  const pen = made.getContext("2d"), pixels = pen.createImageData(width, height);
  for (let i = 0; i < width * height; i += 1) {
    const [red, green, blue] = color(i);
    pixels.data.set([red, green, blue, 255], 4 * i);
  }
  pen.putImageData(pixels, 0, 0);
  return made;
}

function rgb(color) {
  return [1, 3, 5].map((at) => parseInt(color.slice(at, at + 2), 16));
}

function picture3(packed, at = 0) { // the picture at that place of a batch (…, H, W, 3)
  const { shape, data } = packed, [high, wide] = shape.slice(-3), start = at * high * wide * 3;
  return imageOf(wide, high, (i) => [0, 1, 2].map((c) => Math.round(255 * data[start + 3 * i + c])));
}

function mapImage(packed, colors, top) {
  const { shape, data } = packed, paper = rgb(colors.paper), full = rgb(colors.output);
  const most = top || Math.max(1e-6, ...data);
  return imageOf(shape[1], shape[0], (i) => {
    const share = Math.max(0, Math.min(1, data[i] / most));
    return paper.map((from, c) => from + (full[c] - from) * share);
  });
}

function show(pen, image, x, y, width, height = width) {
  pen.imageSmoothingEnabled = false;
  pen.drawImage(image, x, y, width, height);
}

// A map laid over a picture: what it does not light up lies in the dark, what it speaks against is
// purple.
function lit(packed, map, at = 0) {
  const { shape, data } = packed, [high, wide] = shape.slice(-3);
  const [rows, columns] = map.shape.slice(-2), start = at * rows * columns;
  const part = map.data.slice(start, start + rows * columns);
  const most = Math.max(1e-9, ...part.map(Math.abs)), against = rgb(PALETTE.light.negative);
  return imageOf(wide, high, (i) => {
    const [y, x] = [Math.floor(i / wide), i % wide];
    const value = part[Math.floor((y * rows) / high) * columns + Math.floor((x * columns) / wide)];
    const share = value / most;
    return [0, 1, 2].map((c) => {
      const color = 255 * data[3 * i + c], light = 0.25 + 0.75 * Math.max(0, share);
      const dimmed = color * light;
      return share < 0 ? dimmed + (against[c] - dimmed) * Math.min(0.8, -share) : dimmed;
    });
  });
}

function span(pen, [top, bottom, left, right], x, y, scale, color) {
  for (const [paint, line] of [["#FFFFFF", 4.5], [color, 2.5]]) {
    pen.strokeStyle = paint;
    pen.lineWidth = line;
    pen.strokeRect(x + left * scale, y + top * scale, (right - left + 1) * scale,
      (bottom - top + 1) * scale);
  }
}

// Where the panels of a grid stand: their corners and sides.
function grid(count, columns, width, caption) {
  const side = (width - GAP * (columns - 1)) / columns;
  return Array.from({ length: count }, (_, i) => ({
    x: (i % columns) * (side + GAP),
    y: Math.floor(i / columns) * (side + GAP + caption) + caption,
    side,
  }));
}

function columnsOf(count) {
  return count > 16 ? 8 : 4;
}

function drawPicture(pen, width, frame, picture) {
  const image = numbers(picture.image);
  if (picture.show === "pixels") {
    show(pen, picture3(image), 0, 0, width);
    const { level } = frame.state, color = level ? PALETTE.light.input : PALETTE.light.wrong;
    span(pen, picture.boxes[0], 0, 0, width / image.shape[0], color);
    return;
  }
  const map = numbers(picture.show === "units" ? picture.maps[frame.state.unit] : picture.map);
  show(pen, lit(image, map), 0, 0, width);
}

function drawLevels(pen, width, frame, picture) {
  const colors = frame.colors, places = grid(5, 3, width, CAPTION);
  picture.maps.forEach((packed, i) => {
    const map = numbers(packed), { x, y, side } = places[i];
    show(pen, mapImage(map, colors), x, y, side);
    const chosen = frame.state.level === i + 1;
    put(pen, `layer ${i + 1}: ${map.shape[1]}×${map.shape[0]}`, x, y - CAPTION / 2,
      chosen ? colors.ink : colors.quiet, { bold: chosen });
    span(pen, picture.boxes[i + 1], x, y, side / map.shape[0],
      chosen ? PALETTE.light.wrong : PALETTE.light.input);
  });
}

function drawUnits(pen, width, frame, picture) {
  const count = picture.maps.length, places = grid(count, columnsOf(count), width, 0);
  const maps = picture.maps.map(numbers);
  const most = Math.max(1e-6, ...maps.map((map) => Math.max(...map.data)));
  maps.forEach((map, i) => {
    const { x, y, side } = places[i];
    show(pen, mapImage(map, frame.colors, most), x, y, side);
    pen.strokeStyle = frame.state.unit === i ? frame.colors.wrong : frame.colors.line;
    pen.lineWidth = frame.state.unit === i ? 3 : 1;
    pen.strokeRect(x + 0.5, y + 0.5, side - 1, side - 1);
  });
}

function drawScores(pen, width, height, frame, picture) {
  const { classes } = frame.model.get("about"), colors = frame.colors, row = height / 10;
  const most = Math.max(1, ...picture.scores.map(Math.abs)), middle = 74 + (width - 120) * 0.4;
  picture.scores.forEach((score, i) => {
    const y = i * row + row / 2, chosen = i === picture.label;
    put(pen, classes[i], 0, y, chosen ? colors.ink : colors.quiet, { bold: chosen, size: 13 });
    const long = (score / most) * (score < 0 ? (width - 120) * 0.38 : (width - 120) * 0.55);
    pen.fillStyle = chosen ? colors.outputFill : score < 0 ? colors.negative : colors.quiet;
    pen.fillRect(Math.min(middle, middle + long), y - row * 0.32, Math.max(1, Math.abs(long)), row * 0.64);
    put(pen, short(score, 2), score < 0 ? middle + 4 : middle + long + 4, y, colors.ink);
  });
}

function drawPatches(pen, width, frame, picture) {
  const right = numbers(picture.patches), own = picture.own && numbers(picture.own);
  const places = grid(9, 9, width, CAPTION), { side } = places[0];
  places.forEach(({ x, y }, i) => {
    show(pen, picture3(right, i), x, y, side);
    put(pen, short(picture.strengths[i], 2), x + side / 2, y - CAPTION / 2, frame.colors.quiet,
      { align: "center" });
    if (!own) return;
    show(pen, picture3(own, i), x, y + side + GAP, side);
    if (!picture.wrong.includes(i)) return;
    pen.strokeStyle = frame.colors.wrong;
    pen.lineWidth = 3;
    pen.strokeRect(x + 1.5, y + side + GAP + 1.5, side - 3, side - 3);
  });
}

function drawOwnMap(pen, width, frame, picture) {
  show(pen, lit(numbers(picture.image), numbers(picture.own)), 0, 0, width);
  if (picture.agrees) return;
  pen.strokeStyle = frame.colors.wrong;
  pen.lineWidth = 4;
  pen.strokeRect(2, 2, width - 4, width - 4);
}

function wordsOf(state, picture, about) {
  if (picture.show === "pixels") {
    const [field, step] = about.fields[state.level];
    const reached = ([top, bottom, left, right]) => `${bottom - top + 1}×${right - left + 1}`;
    const up = picture.boxes.slice(state.level + 1).map((box, i) =>
      `${reached(box)} cells of layer ${state.level + 1 + i}`);
    const place = `row ${state.row}, column ${state.column}`;
    const below = state.level
      ? `The cell in ${place} of layer ${state.level} sees ${reached(picture.boxes[0])} pixels `
        + `(its receptive field is ${field}×${field}; cells are ${step} pixels apart).`
      : `The pixel in ${place}.`;
    return [`${below}${up.length ? ` It touches ${up.join(", ")}.` : ""}`, "", true];
  }
  if (picture.show === "units") {
    const found = `Unit ${state.unit} of layer ${state.layer}: on the left what it lights up here; `
      + `below the nine patches of ${picture.size}×${picture.size} pixels, one a picture, that it `
      + "answers to most, and how strongly.";
    if (!picture.own) return [found, "", true];
    const off = picture.wrong.length, own = about.names.units;
    return [found, off ? `✗ ${own}: ${off} of 9 patches differ from the reference above (vermillion).`
      : `✓ ${own} finds the same nine.`, !off];
  }
  const name = about.classes[picture.label], own = about.names[state.method];
  const found = `Where ${state.method} finds the ${name}, whose score is ${
    short(picture.scores[picture.label])}: light speaks for it, purple against it.`;
  if (!picture.own) return [found, "", true];
  return [found, picture.agrees ? `✓ ${own} gives the same map.`
    : `✗ ${own} gives another map, below.`, picture.agrees];
}

function render({ model, el }) {
  const frame = openFrame({ model, el });
  const about = model.get("about"), whole = (label, key, bounds) => slider(frame, { label, key, bounds });
  const shown = () => model.get("picture").show === frame.state.show;
  const level = whole("layer of the cell", "level", () => [0, 5]);
  const layer = whole("layer", "layer", () => [1, 5]);
  const unit = whole("unit", "unit", (state) => [0, about.units[state.layer - 1] - 1]);
  const find = button({ label: "Find one for this picture",
    press: () => frame.ask("find", { layer: frame.state.layer }),
    title: "The unit that answers here most, compared with its usual answers" });
  const label = select(frame, { label: "class", key: "label",
    options: [[-1, "the winner"], ...about.classes.map((name, i) => [i, name])] });
  const method = select(frame, { label: "by", key: "method",
    options: [["Grad-CAM", "Grad-CAM"], ["occlusion", "occlusion"]] });
  const groups = { pixels: [level], units: [layer, unit, find], classes: [label, method] };
  frame.controls.append(
    tabs(frame, { label: "What is asked", key: "show", options: [["pixels", "pixels"],
      ["units", "units"], ["classes", "classes"]] }),
    whole("picture", "scene", () => [0, about.lastScene]),
    checkbox(frame, { label: "two things", key: "two" }),
    ...groups.pixels, ...groups.units, ...groups.classes,
  );

  const clamp = (value, most) => Math.max(0, Math.min(most, value));
  const sideOf = (at) => (frame.state.two ? 64 : 32) / about.fields[at][1];
  const cellAt = (at, x, y, scale) => {
    const most = sideOf(at) - 1;
    frame.set({ level: at, row: clamp(Math.floor(y / scale), most),
      column: clamp(Math.floor(x / scale), most) });
  };
  const step = (down, right) => () => {
    const { state } = frame;
    if (state.show === "pixels") {
      const most = sideOf(state.level) - 1;
      frame.set({ row: clamp(state.row + down, most), column: clamp(state.column + right, most) });
    } else if (state.show === "units") {
      const count = about.units[state.layer - 1];
      frame.set({ unit: clamp(state.unit + down * columnsOf(count) + right, count - 1) });
    } else if (shown()) {
      frame.set({ label: clamp(model.get("picture").label + down + right, 9) });
    }
  };
  const keys = { ArrowLeft: step(0, -1), ArrowRight: step(0, 1), ArrowUp: step(-1, 0),
    ArrowDown: step(1, 0) };
  const main = canvas(frame, {
    label: "The picture, with what is seen, lit up or asked for; the words say it.",
    height: (width) => width,
    draw: (pen, width) => drawPicture(pen, width, frame, model.get("picture")),
    press: (x, y) => {
      if (frame.state.show === "pixels") cellAt(0, x, y, main.clientWidth / sideOf(0));
    },
  });
  const side = canvas(frame, {
    label: "Layers, units or classes. Arrow keys go from cell to cell, from unit to unit, or from "
      + "class to class.",
    height: (width) => {
      const { show: what, maps } = model.get("picture");
      if (what === "classes") return Math.max(240, Math.min(width, main.clientHeight));
      const count = what === "units" ? maps.length : 5;
      const [columns, caption] = what === "units" ? [columnsOf(count), 0] : [3, CAPTION];
      return Math.ceil(count / columns) * ((width + GAP) / columns + caption);
    },
    draw: (pen, width, height) => {
      const picture = model.get("picture");
      if (picture.show === "pixels") drawLevels(pen, width, frame, picture);
      else if (picture.show === "units") drawUnits(pen, width, frame, picture);
      else drawScores(pen, width, height, frame, picture);
    },
    keys,
    press: (x, y, event) => {
      const { state } = frame, width = side.clientWidth, picture = model.get("picture");
      if (!shown()) return;
      if (state.show === "classes") {
        frame.set({ label: clamp(Math.floor((y / side.clientHeight) * 10), 9) });
        return;
      }
      const places = state.show === "pixels" ? grid(5, 3, width, CAPTION)
        : grid(picture.maps.length, columnsOf(picture.maps.length), width, 0);
      const at = places.findIndex((place) => x >= place.x && x < place.x + place.side
        && y >= place.y && y < place.y + place.side);
      if (at < 0) return;
      if (state.show === "units") frame.set({ unit: at });
      else cellAt(at + 1, x - places[at].x, y - places[at].y, places[at].side / sideOf(at + 1));
    },
  });
  const below = canvas(frame, {
    label: "Nine patches, or the map of one's own function; the words say whether it is right.",
    height: (width) => {
      const picture = model.get("picture");
      const patch = (width - 8 * GAP) / 9;
      return picture.show === "units" ? CAPTION + (picture.own ? 2 : 1) * (patch + GAP) : width;
    },
    draw: (pen, width) => {
      const picture = model.get("picture");
      if (picture.show === "units") drawPatches(pen, width, frame, picture);
      else if (picture.own) drawOwnMap(pen, width, frame, picture);
    },
  });
  const found = element("p", { className: "cw-words", "aria-live": "polite" });
  const own = element("p", { className: "cw-words", "aria-live": "polite" });
  const lower = element("div", {}, below);
  frame.stage.append(element("div", { className: "cw-beside" }, element("div", {}, main),
    element("div", {}, side)), found, own, lower);
  frame.onState((state) => {
    const picture = model.get("picture");
    for (const [name, parts] of Object.entries(groups)) {
      for (const part of parts) part.hidden = name !== state.show;
    }
    lower.hidden = !(picture.show === "units" || (picture.show === "classes" && picture.own));
    lower.style.maxWidth = picture.show === "units" ? "" : "calc(50% - 8px)";
    if (picture.show !== state.show) return;
    const [sentence, said, agrees] = wordsOf(state, picture, about);
    found.textContent = sentence;
    own.textContent = said;
    own.hidden = !said;
    own.className = agrees ? "cw-words" : "cw-words cw-wrong";
  });
  return frame.close;
}

export default { render };
