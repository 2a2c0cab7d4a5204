// What the playground's page draws: the network as a diagram, its answers at every place, its losses.
// The text of playground.js follows this one.

const NODE = 34, BIAS = 9, BETWEEN = 18, TALLEST = 348; // CSS pixels
const THICKEST = 5; // the size of a weight that is drawn with the widest line, of 10 pixels
const NEAR = 7; // pixels from a line that count as pointing at it
const SHADES = 30; // of the map, on each side of 0
const WORDS = {
  x1: "x₁", x2: "x₂", x1x1: "x₁²", x2x2: "x₂²", x1x2: "x₁x₂", sinx1: "sin x₁", sinx2: "sin x₂",
};

// ---- colours: those of the classes for what the network answers, green for what a unit says

function classColors(colors) {
  return [colors.input, colors.filter, colors.outputFill, colors.negative, colors.wrong];
}

// [red, green, blue] of a number from −1 to 1, paper at 0, in steps.
function ramp(paper, below, above, strength) {
  const rgb = (color) => color.match(/\d+/g).map(Number);
  const table = [];
  for (let step = -SHADES; step <= SHADES; step++) {
    const share = (strength * Math.abs(step)) / SHADES;
    table.push(rgb(blend(paper, step < 0 ? below : above, share)));
  }
  const grey = [128, 128, 128]; // of what is no number
  return (value) => (Number.isNaN(value) ? grey
    : table[Math.round(Math.max(-1, Math.min(1, value)) * SHADES) + SHADES]);
}

const ramps = new WeakMap();
function rampsOf(colors) {
  if (!ramps.has(colors)) {
    const list = classColors(colors);
    ramps.set(colors, {
      answer: ramp(colors.paper, list[0], list[1], 0.62),
      unit: ramp(colors.paper, colors.negative, colors.outputFill, 0.75),
      seen: ramp(colors.paper, colors.negative, colors.input, 0.75),
      classes: list.map((color) => ramp(colors.paper, color, color, 0.62)),
    });
  }
  return ramps.get(colors);
}

// Which ramp an answer is shown with, and where on it.
function answerShade(colors, classes, discrete) {
  const { answer, unit, classes: each } = rampsOf(colors);
  const edge = (value) => (Number.isNaN(value) ? value : value >= 0 ? 1 : -1);
  if (classes > 2) {
    return (value) => {
      const which = Math.floor(value), sure = discrete ? 1 : value - which;
      return Number.isNaN(value) ? answer(NaN) : each[which](sure);
    };
  }
  const shade = classes ? answer : unit;
  return discrete ? (value) => shade(edge(value)) : shade;
}

const tile = document.createElement("canvas"), tilePen = tile.getContext("2d");
function drawMap(pen, values, offset, side, x, y, size, shade) {
  [tile.width, tile.height] = [side, side];
  const image = tilePen.createImageData(side, side);
  for (let place = 0; place < side * side; place++) {
    const color = shade(values[offset + place]);
    image.data.set(color, 4 * place);
    image.data[4 * place + 3] = 255;
  }
  tilePen.putImageData(image, 0, 0);
  pen.drawImage(tile, x, y, size, size);
}

function label(pen, text, x, y, color, look = {}) {
  put(pen, text, x, y, color, { align: "center", ...look });
}

// The points of a run, painted once: hundreds of circles a frame would be slow.
const layers = new WeakMap();
function drawPointLayer(pen, points, colors, { x, y, size, ...options }) {
  const ratio = pen.getTransform().a, key = JSON.stringify([size, ratio, colors.paper, options]);
  let layer = layers.get(points);
  if (!layer || layer.key !== key) {
    layer = { key, canvas: document.createElement("canvas") };
    [layer.canvas.width, layer.canvas.height] = [size * ratio, size * ratio];
    const own = layer.canvas.getContext("2d");
    own.scale(ratio, ratio);
    drawPoints(own, points, colors, { x: 0, y: 0, size, ...options });
    layers.set(points, layer);
  }
  pen.drawImage(layer.canvas, x, y, size, size);
}

function drawPoints(pen, points, colors, { classes, reach, x, y, size, test, radius }) {
  const list = classColors(colors), columns = points.shape[1];
  for (let row = 0; row < points.shape[0]; row++) {
    const [first, second, value, isTest] = points.data.subarray(row * columns, (row + 1) * columns);
    if (Math.abs(first) > reach || Math.abs(second) > reach || (isTest && !test)) continue;
    pen.beginPath();
    pen.arc(x + ((first + reach) / (2 * reach)) * size, y + ((reach - second) / (2 * reach)) * size,
      radius, 0, 7);
    pen.fillStyle = classes ? list[value] : `rgb(${rampsOf(colors).unit(value).join(",")})`;
    pen.fill();
    if (radius < 2) continue;
    pen.lineWidth = isTest ? 1.4 : 0.8;
    pen.strokeStyle = isTest ? colors.ink : classes ? colors.paper : colors.quiet;
    pen.stroke();
  }
}

// ---- the diagram

function tallness(view) {
  return Math.min(TALLEST, 34 + Math.max(4, ...view.sizes) * (NODE + BETWEEN));
}

// Where units and weights stand. Units are counted column by column, weights as Python packs them.
function layout(view, width) {
  const { sizes } = view, units = [], links = [], tall = tallness(view) - 22;
  const step = (width - NODE - 60) / Math.max(1, sizes.length - 1);
  sizes.forEach((size, column) => {
    const gap = Math.min(NODE + BETWEEN, (tall - 4) / size);
    const side = Math.min(NODE, gap - 5);
    for (let row = 0; row < size; row++) {
      const middle = 22 + tall / 2 + (row - (size - 1) / 2) * gap;
      units.push({ column, row, side, x: 44 + column * step, y: middle - side / 2, middle });
    }
  });
  let before = 0, weight = 0, bias = 0;
  for (let column = 1; column < sizes.length; column++) {
    const first = before + sizes[column - 1];
    for (let row = 0; row < sizes[column]; row++) {
      const to = units[first + row];
      to.bias = bias++;
      for (let source = 0; source < sizes[column - 1]; source++) {
        links.push({ layer: column - 1, row, source, from: units[before + source], to, weight });
        weight += 1;
      }
    }
    before = first;
  }
  return { units, links };
}

function nameOf(view, unit) {
  const { sizes, seen, many } = view, last = sizes.length - 1;
  if (unit.column === 0) return WORDS[seen[unit.row]];
  if (unit.column === last) return many ? `class ${unit.row}` : "output";
  return `h${unit.column}·${unit.row + 1}`;
}

// Points of a link's curve, at shares of the way.
function curve({ from, to }, share) {
  const [x, y, far, end] = [from.x + from.side, from.middle, to.x, to.middle];
  const bend = share * share * (3 - 2 * share); // level at both ends
  return [x + (far - x) * share, y + (end - y) * bend];
}

function drawDiagram(pen, view, width, colors, { lines, watch, pointed, playing }) {
  const { units, links } = layout(view, width), last = view.sizes.length - 1;
  const gradients = lines === "gradients";
  const values = gradients ? view.gradients.data : view.weights.data;
  const biases = gradients ? view.bias_gradients.data : view.biases.data;
  let top = 1e-12;
  for (const value of values) if (Number.isFinite(value)) top = Math.max(top, Math.abs(value));
  const scale = gradients ? top : THICKEST;
  const heads = ["features", ...view.sizes.slice(1, -1).map((size, n) => `layer ${n + 1}`), "output"];
  heads.forEach((head, column) => {
    const unit = units.find((one) => one.column === column);
    label(pen, head, unit.x + unit.side / 2, 9, colors.quiet);
  });
  const line = (link, color, thick) => {
    pen.strokeStyle = color;
    pen.lineWidth = thick;
    pen.beginPath();
    const [x, y] = curve(link, 0), [far, end] = curve(link, 1), middle = (x + far) / 2;
    pen.moveTo(x, y);
    pen.bezierCurveTo(middle, y, middle, end, far, end);
    pen.stroke();
  };
  for (const link of links) {
    const value = values[link.weight], dead = view.dead.data[link.weight];
    const thick = 1 + 9 * Math.min(1, Math.abs(value) / scale || 0);
    if (view.wrong.data[link.weight]) {
      pen.setLineDash([]);
      line(link, colors.wrong, thick + 5);
      line(link, colors.paper, thick + 1);
    }
    pen.setLineDash(dead ? [1, 7] : [8, 2]);
    pen.lineDashOffset = dead || !playing ? 0 : -view.passes * 1.5;
    pen.globalAlpha = pointed && pointed.weight !== link.weight ? 0.45 : 0.9;
    line(link, dead ? colors.quiet : Number.isNaN(value) ? colors.wrong
      : value < 0 ? colors.negative : colors.filter, dead ? 1 : thick);
  }
  pen.globalAlpha = 1;
  pen.setLineDash([]);
  const { unit: green, seen: blue, classes } = rampsOf(colors), [, side] = view.nodes.shape;
  units.forEach((unit, place) => {
    const shade = unit.column === 0 ? blue : unit.column < last ? green : view.many
      ? classes[unit.row] : answerShade(colors, view.classes[view.drawn], false);
    drawMap(pen, view.nodes.data, place * side * side, side, unit.x, unit.y, unit.side, shade);
    pen.strokeStyle = place === watch ? colors.ink : colors.quiet;
    pen.lineWidth = place === watch ? 3 : 1;
    pen.strokeRect(unit.x, unit.y, unit.side, unit.side);
    if (unit.column === 0) {
      label(pen, WORDS[view.seen[unit.row]], unit.x - 5, unit.middle, colors.input,
        { align: "right", size: 13 });
    } else {
      const value = biases[unit.bias], wrong = view.bias_wrong.data[unit.bias];
      pen.fillStyle = Number.isNaN(value) ? colors.wrong
        : value < 0 ? colors.negative : colors.filter;
      pen.globalAlpha = Math.max(0.25, Math.min(1, Math.abs(value) / (gradients ? top : 1)));
      pen.fillRect(unit.x - 3, unit.y + unit.side - BIAS + 3, BIAS, BIAS);
      pen.globalAlpha = 1;
      pen.lineWidth = wrong ? 3 : 1;
      pen.strokeStyle = wrong ? colors.wrong : colors.paper;
      pen.strokeRect(unit.x - 3, unit.y + unit.side - BIAS + 3, BIAS, BIAS);
    }
    if (view.many && unit.column === last) {
      label(pen, String(unit.row), unit.x + unit.side + 9, unit.middle,
        classColors(colors)[unit.row], { bold: true });
    }
  });
}

// What is under the pointer: a unit, a bias, or a weight.
function pointedAt(view, width, x, y) {
  const { units, links } = layout(view, width);
  for (const [place, unit] of units.entries()) {
    const [right, low] = [x - unit.x, y - unit.y - unit.side];
    if (unit.column && Math.abs(right - 1) < 7 && Math.abs(low + 1) < 7) {
      return { place, bias: unit.bias, layer: unit.column - 1, row: unit.row, source: -1 };
    }
    if (right >= 0 && right <= unit.side && low <= 0 && low >= -unit.side) return { place };
  }
  let best = null, least = NEAR;
  for (const link of links) {
    const [x0] = curve(link, 0), [x1] = curve(link, 1);
    const [, at] = curve(link, (x - x0) / (x1 - x0));
    if (x > x0 && x < x1 && Math.abs(y - at) < least) [best, least] = [link, Math.abs(y - at)];
  }
  return best && { weight: best.weight, layer: best.layer, row: best.row, source: best.source };
}

// ---- the map and the losses

function drawAnswers(pen, view, width, colors, { state, names, reach, watch }) {
  const count = view.maps.shape[0], side = view.maps.shape[1], gap = 10;
  const size = Math.floor((width - gap * (count - 1)) / count);
  for (let run = 0; run < count; run++) {
    const x = run * (size + gap), classes = view.classes[run], points = view[`points${run}`];
    const watched = view.watched && run === view.drawn;
    const shade = watched ? rampsOf(colors)[watch < view.sizes[0] ? "seen" : "unit"]
      : answerShade(colors, classes, state.discrete);
    label(pen, watched ? `what ${names.unit} says` : names.runs[run], x + 2, 9,
      watched ? colors.output : colors.ink, { align: "left", bold: true });
    const map = watched ? view.watched.data : view.maps.data;
    drawMap(pen, map, watched ? 0 : run * side * side, side, x, 18, size, shade);
    pen.strokeStyle = colors.line;
    pen.lineWidth = 1;
    pen.strokeRect(x + 0.5, 18.5, size - 1, size - 1);
    drawPointLayer(pen, points, colors,
      { classes, reach, x, y: 18, size, test: state.test, radius: count > 1 ? 2.4 : 3 });
    label(pen, "x₂", x + 5, 30, colors.quiet, { align: "left", size: 11 });
    for (const value of [-reach, 0, reach]) {
      const at = x + ((value + reach) / (2 * reach)) * size;
      const align = value < 0 ? "left" : value ? "right" : "center";
      label(pen, value ? short(value) : "x₁", at, 26 + size, colors.quiet, { align, size: 11 });
    }
  }
}

function drawLegend(pen, width, colors, classes, watched) {
  if (classes > 2 && !watched) {
    classColors(colors).slice(0, classes).forEach((color, n) => {
      pen.fillStyle = color;
      pen.fillRect(4 + n * 56, 4, 10, 10);
      label(pen, `class ${n}`, 18 + n * 56, 9.5, colors.quiet, { align: "left", size: 11 });
    });
    return;
  }
  const shade = watched ? rampsOf(colors).unit : answerShade(colors, classes, false);
  for (let step = 0; step < 61; step++) {
    pen.fillStyle = `rgb(${shade(step / 30 - 1).join(",")})`;
    pen.fillRect(30 + step * 2.6, 4, 3, 10);
  }
  const ends = classes && !watched ? ["class 0", "class 1"] : ["", ""];
  label(pen, "−1", 26, 9.5, colors.quiet, { align: "right", size: 11 });
  label(pen, "0", 108, 22, colors.quiet, { size: 11 });
  label(pen, `1   ${ends[1]}`, 194, 9.5, colors.quiet, { align: "left", size: 11 });
  label(pen, ends[0], 30, 22, colors.quiet, { align: "left", size: 11 });
}

function drawLosses(pen, view, width, height, colors) {
  const [runs, , count] = view.losses.shape, { data } = view.losses;
  const finite = [...data].filter(Number.isFinite);
  const top = Math.max(...finite, 1e-9), least = Math.min(...finite, top);
  const range = top - least || 1;
  label(pen, short(top, 2), 1, 7, colors.quiet, { align: "left", size: 10 });
  label(pen, short(least, 2), 1, height - 6, colors.quiet, { align: "left", size: 10 });
  for (let row = 2 * runs - 1; row >= 0; row--) {
    pen.setLineDash(row < 2 ? [] : [4, 3]);
    pen.lineWidth = 1.8;
    pen.strokeStyle = row % 2 ? colors.ink : colors.quiet;
    pen.beginPath();
    for (let place = 0; place < count; place++) {
      const value = data[row * count + place];
      const x = 34 + ((width - 38) * place) / Math.max(1, count - 1);
      const y = height - 6 - ((height - 12) * (value - least)) / range;
      if (Number.isFinite(value)) pen.lineTo(x, y);
    }
    pen.stroke();
  }
  pen.setLineDash([]);
}
