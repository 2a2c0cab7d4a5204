// The page of Descent: a map, the paths on it, the height of each walker step by step.

const LOOKS = { // of a walker: a colour of the palette, dashes, the shape at its head
  plain: ["ink", [], "circle"],
  momentum: ["input", [9, 3], "square"],
  RMSProp: ["output", [6, 2, 2, 2], "triangle"],
  Adadelta: ["negative", [3, 2], "diamond"],
  Adam: ["filter", [], "wedge"],
};
const GREEK = { beta1: "β₁", beta2: "β₂", epsilon: "ε" };
const NUDGES = 90; // arrow keys that the start needs to cross the map
const STEPS_A_SECOND = 30;
const AWAY = 6; // steps off the map, after which a walk is drawn no further
const LOWEST_RISE = 1e-8; // heights below it are drawn at the lower edge

function scientific(value) {
  const text = value !== 0 && (Math.abs(value) < 1e-3 || Math.abs(value) >= 1e5)
    ? value.toExponential(1) : String(Number(value.toPrecision(3)));
  return text.replaceAll("-", "−");
}

// What Python has found so far: the picture's, or what it sent after that.
function raceOf(picture) {
  return { ...picture, paths: numbers(picture.paths), rises: numbers(picture.rises) };
}

// From places on the landscape to pixels and back.
function scaleOf(picture, width, height) {
  const [low, high] = [picture.low, picture.high];
  const [across, up] = [width / (high[0] - low[0]), height / (high[1] - low[1])];
  return {
    width, height,
    x: (value) => (value - low[0]) * across,
    y: (value) => height - (value - low[1]) * up,
    place: (x, y) => [low[0] + x / across, low[1] + (height - y) / up],
  };
}

// The shade of a map as a picture of its own, to be stretched.
function shadeOf(map, colors) {
  const [rows, columns] = map.shade.shape;
  const sheet = element("canvas", { width: columns, height: rows });
  const pen = sheet.getContext("2d"), pixels = pen.createImageData(columns, rows);
  const part = (color) => [1, 3, 5].map((at) => parseInt(color.slice(at, at + 2), 16));
  const [low, high] = [part(colors.paper), part(colors.line)];
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      const share = 0.9 * map.shade.data[(rows - 1 - row) * columns + column];
      const at = 4 * (row * columns + column);
      for (let i = 0; i < 3; i++) pixels.data[at + i] = low[i] + share * (high[i] - low[i]);
      pixels.data[at + 3] = 255;
    }
  }
  pen.putImageData(pixels, 0, 0);
  return sheet;
}

function drawMap(pen, width, height, colors, map, scale) {
  if (map.dressed !== colors) [map.dressed, map.sheet] = [colors, shadeOf(map, colors)];
  pen.imageSmoothingEnabled = true;
  pen.drawImage(map.sheet, 0, 0, width, height);
  pen.strokeStyle = colors.quiet;
  pen.globalAlpha = 0.55;
  pen.lineWidth = 0.8;
  let first = 0;
  for (const end of map.ends.data) {
    pen.beginPath();
    for (let i = first; i < end; i++) {
      pen.lineTo(scale.x(map.points.data[2 * i]), scale.y(map.points.data[2 * i + 1]));
    }
    pen.stroke();
    first = end;
  }
  pen.globalAlpha = 1;
}

function drawAxes(pen, width, height, colors, picture, scale) {
  const [low, high] = [picture.low, picture.high];
  const gap = high[0] - low[0] > 10 ? 5 : high[0] - low[0] > 5 ? 2 : 1;
  for (let value = Math.ceil(low[0] / gap) * gap; value <= high[0]; value += gap) {
    if (scale.x(value) > 30) {
      put(pen, short(value), scale.x(value), height - 8, colors.quiet, { align: "center" });
    }
  }
  for (let value = Math.ceil(low[1] / gap) * gap; value <= high[1]; value += gap) {
    if (scale.y(value) > 24 && scale.y(value) < height - 20) put(pen, short(value), 5, scale.y(value), colors.quiet);
  }
  put(pen, "x₁", width - 6, height - 8, colors.ink, { align: "right" });
  put(pen, "x₂", 5, 10, colors.ink);
}

// A mark of a walker's own shape.
function drawHead(pen, shape, x, y, size, fill, edge) {
  const corners = {
    square: [[-1, -1], [1, -1], [1, 1], [-1, 1]],
    triangle: [[0, -1.2], [1.2, 1], [-1.2, 1]],
    diamond: [[0, -1.4], [1.4, 0], [0, 1.4], [-1.4, 0]],
    wedge: [[-1.2, -1], [1.2, -1], [0, 1.2]],
  }[shape];
  pen.beginPath();
  if (corners) for (const [dx, dy] of corners) pen.lineTo(x + dx * size, y + dy * size);
  else pen.arc(x, y, size * 1.1, 0, 7);
  pen.closePath();
  pen.fillStyle = fill;
  pen.fill();
  pen.strokeStyle = edge;
  pen.lineWidth = 1.2;
  pen.stroke();
}

function drawStar(pen, x, y, colors) {
  pen.beginPath();
  for (let i = 0; i < 10; i++) {
    const angle = (Math.PI * i) / 5 - Math.PI / 2, far = i % 2 ? 3.6 : 8.5;
    pen.lineTo(x + far * Math.cos(angle), y + far * Math.sin(angle));
  }
  pen.closePath();
  pen.fillStyle = colors.wrong;
  pen.strokeStyle = colors.paper;
  pen.lineWidth = 1;
  pen.fill();
  pen.stroke();
}

// How each walk is drawn. Where there is one's own, the reference is a pale band under it.
function styleOf(race, index) {
  const walk = race.walks[index], [color, dash, shape] = LOOKS[walk.name];
  const below = !walk.own && race.walks.some((other) => other.own && other.name === walk.name);
  return { walk, color, shape, dash: below ? [] : dash, width: below ? 7 : 2, alpha: below ? 0.3 : 1,
    below };
}

// Line through the first `count` points of (x, y) pairs that `at` gives; nan ends it.
function trace(pen, at, count, { color, dash, width, alpha }) {
  pen.strokeStyle = color;
  pen.lineWidth = width;
  pen.globalAlpha = alpha;
  pen.setLineDash(dash);
  pen.lineJoin = "round";
  pen.beginPath();
  for (let step = 0; step < count; step++) {
    const [x, y] = at(step);
    if (!Number.isFinite(x + y)) break;
    pen.lineTo(Math.max(-1e5, Math.min(x, 1e5)), Math.max(-1e5, Math.min(y, 1e5)));
  }
  pen.stroke();
  pen.setLineDash([]);
  pen.globalAlpha = 1;
}

function drawWalks(pen, colors, race, scale, shown) {
  const steps = race.rises.shape[1];
  race.walks.forEach((_, index) => {
    const style = styleOf(race, index), color = colors[style.color];
    const at = (step) => {
      const place = 2 * (index * steps + step);
      return [scale.x(race.paths.data[place]), scale.y(race.paths.data[place + 1])];
    };
    // A walk that has left the map for good would paint it over, to and fro.
    let last = 0, outside = 0;
    while (last < Math.min(shown, style.walk.steps) && outside < AWAY) {
      last += 1;
      const [x, y] = at(last);
      outside = x < 0 || y < 0 || x > scale.width || y > scale.height ? outside + 1 : 0;
    }
    trace(pen, at, last + 1, { ...style, color });
    if (style.below) return;
    pen.fillStyle = color;
    for (let step = 1; step < last; step++) {
      pen.beginPath();
      pen.arc(...at(step), 2, 0, 7);
      pen.fill();
    }
    if (last) drawHead(pen, style.shape, ...at(last), 5, color, colors.paper);
  });
}

function drawRises(pen, width, height, colors, race, shown) {
  const steps = race.rises.shape[1], seen = race.rises.data.filter(Number.isFinite);
  const top = Math.log10(Math.min(1e6, Math.max(1e-3, ...seen))) + 0.3;
  const bottom = Math.log10(Math.max(LOWEST_RISE, Math.min(...seen, 1e-2))) - 0.2;
  const [left, base] = [46, height - 34];
  const x = (step) => left + (step / (steps - 1)) * (width - left - 16);
  const y = (rise) => {
    const power = Math.max(bottom, Math.min(Math.log10(rise), top + 9));
    return 26 + ((top - power) / (top - bottom)) * (base - 26);
  };
  put(pen, "height above the lowest point", left, 10, colors.ink);
  for (let power = Math.ceil(bottom); power <= top; power += top - bottom > 7 ? 2 : 1) {
    pen.fillStyle = colors.line;
    pen.fillRect(left, y(10 ** power), width - left - 16, 1);
    put(pen, scientific(10 ** power).replace(".0e", "e"), left - 5, y(10 ** power), colors.quiet,
      { align: "right" });
  }
  for (let step = 0; step < steps; step += 50) {
    put(pen, String(step), x(step), base + 12, colors.quiet, { align: "center" });
  }
  put(pen, "step", (left + width) / 2, height - 8, colors.ink, { align: "center" });
  pen.save();
  pen.beginPath();
  pen.rect(left, 20, width - left, base - 18);
  pen.clip();
  race.walks.forEach((_, index) => {
    const style = styleOf(race, index), color = colors[style.color];
    trace(pen, (step) => [x(step), y(race.rises.data[index * steps + step])], steps,
      { ...style, color, width: style.below ? 6 : 1.8 });
  });
  pen.restore();
  pen.fillStyle = colors.ink;
  pen.fillRect(x(shown) - 0.75, 20, 1.5, base - 16);
}

// The row of a walker: whether it runs, its numbers, where it is.
function walkerRow(frame, walker, settings, ranges) {
  const [color, dash] = LOOKS[walker];
  const swatch = element("span", { "aria-hidden": "true" });
  swatch.innerHTML = `<svg width="28" height="10"><path d="M1 5H27" fill="none" stroke-width="3"
    stroke="var(--cw-${color})" stroke-dasharray="${dash.join(" ")}"/></svg>`;
  const box = checkbox(frame, { label: walker, key: walker });
  box.append(swatch);
  box.style.width = "10em";
  const edge = () => {
    const { edges } = frame.model.get("picture");
    return edges[walker] || null;
  };
  const sliders = settings.map((name) => {
    const key = `${walker}_${name}`, log = name === "rate" || name === "epsilon";
    const made = slider(frame, {
      label: GREEK[name] || name, key, log, bounds: () => ranges[key],
      step: log ? 0.05 : ranges[key][1] > 0.99 ? 0.001 : 0.01, show: scientific,
      when: (state) => state[walker], mark: name === "rate" ? edge : undefined,
    });
    const input = made.querySelector("input");
    input.setAttribute("aria-label", `${walker}: ${name}`);
    input.style.width = "72px";
    return made;
  });
  const result = element("span", { className: "cw-result" });
  result.style.marginLeft = "auto";
  const row = element("div", { className: "cw-row", role: "group", "aria-label": walker },
    box, ...sliders, result);
  return { row, result };
}

function render({ model, el }) {
  const frame = openFrame({ model, el });
  const { landscapes, ranges, walkers, steps } = model.get("about");
  const inValley = (state) => state.landscape === "valley";
  const hidden = (made) => {
    frame.onState((state) => { made.hidden = !inValley(state); });
    return made;
  };
  const tune = button({
    label: "Best of seven rates", press: () => frame.ask("tune"),
    title: "Each walker gets that one of 0.001, 0.003, … 1 with which it ends lowest, without noise",
  });
  frame.controls.append(
    select(frame, { label: "landscape", key: "landscape", options: landscapes.map((n) => [n, n]) }),
    hidden(slider(frame, { label: "curvature across κ", key: "kappa", bounds: () => ranges.kappa })),
    hidden(slider(frame, { label: "turned by", key: "turn", bounds: () => ranges.turn, step: 5,
      show: (value) => `${value}°` })),
    slider(frame, { label: "noise in the gradient", key: "noise", bounds: () => ranges.noise,
      step: 0.1 }),
    tune,
  );

  let race = raceOf(model.get("picture")), map = null, mapped = "", shown = frame.state.step;
  let before = frame.state;
  // A start belongs to its landscape: with another one it begins at that one's own.
  frame.onState((state) => {
    const moved = String(state.start) !== String(before.start);
    const elsewhere = state.landscape !== before.landscape;
    if (state.step !== before.step) shown = state.step;
    before = state;
    if (elsewhere && !moved && state.start.length) frame.set({ start: [] });
  });
  async function fetchMap() {
    const { landscape, kappa, turn } = frame.state, wanted = [landscape, kappa, turn].join();
    if (wanted === mapped) return;
    mapped = wanted;
    const found = await frame.ask("map");
    if (found.failed || wanted !== mapped) return;
    map = { ...found, of: wanted };
    frame.redraw();
  }
  async function goOn() {
    while (!race.done) {
      await new Promise(requestAnimationFrame);
      const more = await frame.ask("more");
      if (more.failed) return;
      if (more.race === race.race) race = { ...race, ...more };
      tell();
      frame.redraw();
    }
  }

  const begin = (place) => frame.set({ start: place.map((x) => Number(x.toPrecision(4))) });
  const nudge = (axis, way) => () => {
    const picture = model.get("picture"), place = [...picture.start];
    const by = (picture.high[0] - picture.low[0]) / NUDGES, at = place[axis] / by;
    place[axis] = by * (way > 0 ? Math.floor(at + 1.001) : Math.ceil(at - 1.001));
    begin(place);
  };
  const place = element("input", { type: "range", min: 0, max: steps, "aria-label": "Step" });
  place.classList.add("cw-wide");
  const count = element("output", {});
  count.style.minWidth = "5.5em";
  const show = (step) => {
    shown = Math.max(0, Math.min(step, steps));
    tell();
    frame.redraw();
  };
  const keep = () => frame.set({ step: shown });
  place.addEventListener("input", () => show(Number(place.value)));
  place.addEventListener("change", keep);
  let from = 0;
  const play = player(frame, { tick: (milliseconds) => {
    from += (milliseconds * STEPS_A_SECOND) / 1000;
    show(Math.floor(from));
    if (shown < steps) return true;
    keep();
    return false;
  } });
  play.button.addEventListener("click", () => {
    if (play.playing) {
      from = shown >= steps ? 0 : shown;
      show(from);
    } else {
      keep();
    }
  });
  const one = button({ label: "One step", press: () => {
    play.turn(false);
    show(shown >= steps ? 0 : shown + 1);
    keep();
  } });

  const above = canvas(frame, {
    label: "Map of the landscape. A click, or the arrow keys, moves the start.",
    height: (width) => (width * 2) / 3,
    draw: (pen, width, height, colors) => {
      const picture = model.get("picture"), scale = scaleOf(picture, width, height);
      pen.save();
      pen.beginPath();
      pen.rect(0, 0, width, height);
      pen.clip();
      if (map && map.of === mapped) drawMap(pen, width, height, colors, map, scale);
      drawAxes(pen, width, height, colors, picture, scale);
      for (const [x, y] of picture.lowest) drawStar(pen, scale.x(x), scale.y(y), colors);
      drawWalks(pen, colors, race, scale, shown);
      drawHead(pen, "circle", scale.x(picture.start[0]), scale.y(picture.start[1]), 5,
        colors.paper, colors.ink);
      pen.strokeStyle = colors.line;
      pen.strokeRect(0.5, 0.5, width - 1, height - 1);
      pen.restore();
    },
    keys: {
      ArrowLeft: nudge(0, -1), ArrowRight: nudge(0, 1), ArrowDown: nudge(1, -1),
      ArrowUp: nudge(1, 1), Home: () => frame.set({ start: [] }),
    },
    press: (x, y) => {
      const scale = scaleOf(model.get("picture"), above.clientWidth, above.clientHeight);
      begin(scale.place(Math.max(0, Math.min(x, above.clientWidth)),
        Math.max(0, Math.min(y, above.clientHeight))));
    },
  });
  const beside = canvas(frame, {
    label: "Height above the lowest point after every step; the words below say where each ends.",
    height: () => Math.max(240, above.clientHeight),
    draw: (pen, width, height, colors) => drawRises(pen, width, height, colors, race, shown),
  });

  const rows = Object.fromEntries(Object.entries(walkers).map(([walker, settings]) =>
    [walker, walkerRow(frame, walker, settings, ranges)]));
  const edge = element("p", { className: "cw-words" }), own = element("div", { role: "status" });
  function tell() {
    const picture = model.get("picture"), { edges, curvatures } = picture;
    place.value = shown;
    count.textContent = `${shown} of ${steps}`;
    for (const [walker, { result }] of Object.entries(rows)) {
      const index = race.walks.findIndex((walk) => walk.name === walker && !walk.own);
      const walk = race.walks[index];
      const rise = walk && race.rises.data[index * race.rises.shape[1] + Math.min(shown, walk.steps)];
      result.textContent = !walk ? ""
        : walk.ended && shown > walk.steps ? walk.ended
          : rise < LOWEST_RISE ? "at the lowest point" : `${scientific(rise)} above`;
    }
    const [plain, momentum] = [edges.plain, edges.momentum].map(scientific);
    const where = picture.bowl ? `The steepest curvature is λ = ${scientific(curvatures[1])}`
      : `No bowl, so curvature changes on the way. At the lowest point it is up to λ = ${
        scientific(curvatures[1])}`;
    edge.textContent = curvatures[1] > 0 ? `${where}: beyond a rate of 2/λ = ${plain} (the mark on its slider) `
      + `plain steps diverge${picture.bowl ? "" : " there"}, momentum beyond 2 (1 + momentum)/λ = ${
        momentum}.` : "";
    const state = frame.state;
    const over = ["plain", "momentum"].filter((walker) => state[walker] && edges[walker] > 0
      && state[`${walker}_rate`] > edges[walker]);
    if (over.length && picture.bowl) edge.textContent += ` Beyond it now: ${over.join(" and ")}.`;
    edge.classList.toggle("cw-wrong", over.length > 0 && picture.bowl);
    const lines = race.walks.filter((walk) => walk.own).map((walk) => {
      if (walk.wrong) return [`✗ your ${walk.own}, ${walk.wrong}`, false];
      const waits = race.done || walk.ended ? "" : " so far";
      return walk.steps ? [`✓ your ${walk.own}: ${walk.steps} steps${waits}, all right`, true] : null;
    }).filter(Boolean);
    if (lines.length) lines.push(["Thin lines are yours, the pale bands under them what is right.", true]);
    const text = JSON.stringify(lines);
    if (own.dataset.text === text) return;
    own.dataset.text = text;
    own.replaceChildren(...lines.map(([line, right]) => element("p",
      { className: right ? "cw-words" : "cw-words cw-wrong" }, line)));
  }
  frame.stage.append(
    element("div", { className: "cw-beside" }, element("div", {}, above), element("div", {}, beside)),
    element("div", { className: "cw-row" }, play.button, one, place, count),
    ...Object.values(rows).map(({ row }) => row), edge, own,
  );
  above.parentElement.style.flex = "1.6 1 340px";
  frame.follow(["picture"], () => {
    race = raceOf(model.get("picture"));
    tell();
    fetchMap();
    goOn();
  });
  frame.onState(tell);
  return frame.close;
}

export default { render };
