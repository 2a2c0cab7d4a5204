// Boxes over a scene: two to drag, a detector's before and after suppression, and anchors.

const REACH = 9; // CSS pixels within which a corner is taken hold of
const SMALLEST = 2; // pixels of a box that is dragged

function held(box, x, y, scale) {
  const corners = [[0, 1], [2, 1], [2, 3], [0, 3]];
  const corner = corners.find(([i, j]) =>
    Math.hypot(box[i] * scale - x, box[j] * scale - y) < REACH);
  if (corner) return { corner };
  const inside = x > box[0] * scale && x < box[2] * scale && y > box[1] * scale && y < box[3] * scale;
  return inside ? { at: [x / scale - box[0], y / scale - box[1]] } : null;
}

function clamp(value, least, most) {
  return Math.max(least, Math.min(most, Math.round(value)));
}

// A box moved to a place, as large as before and inside the picture.
function movedTo(box, x, y, side) {
  const [wide, high] = [box[2] - box[0], box[3] - box[1]];
  const [left, top] = [clamp(x, 0, side - wide), clamp(y, 0, side - high)];
  return [left, top, left + wide, top + high];
}

function withCorner(box, [i, j], x, y, side) {
  const made = [...box];
  made[i] = i ? clamp(x, box[0] + SMALLEST, side) : clamp(x, 0, box[2] - SMALLEST);
  made[j] = j === 3 ? clamp(y, box[1] + SMALLEST, side) : clamp(y, 0, box[3] - SMALLEST);
  return made;
}

function paintScene(pen, width, picture, frame, fade = 0) {
  const { shape, data } = numbers(picture.image);
  const [high, wide] = shape;
  const small = document.createElement("canvas");
  [small.width, small.height] = [wide, high];
  const brush = small.getContext("2d"), pixels = brush.createImageData(wide, high);
  for (let i = 0; i < wide * high; i += 1) {
    for (let c = 0; c < 3; c += 1) pixels.data[4 * i + c] = Math.round(255 * data[3 * i + c]);
    pixels.data[4 * i + 3] = 255;
  }
  brush.putImageData(pixels, 0, 0);
  pen.imageSmoothingEnabled = false;
  pen.drawImage(small, 0, 0, width, width);
  if (fade) {
    pen.globalAlpha = fade;
    pen.fillStyle = frame.colors.paper;
    pen.fillRect(0, 0, width, width);
    pen.globalAlpha = 1;
  }
}

function outline(pen, box, scale, color, { line = 2, dash = [], halo = "#FFFFFF" } = {}) {
  const [x0, y0, x1, y1] = box.map((edge) => edge * scale);
  for (const [paint, wide, dashes] of [[halo, line + 2, []], [color, line, dash]]) {
    pen.strokeStyle = paint;
    pen.lineWidth = wide;
    pen.setLineDash(dashes);
    pen.strokeRect(x0, y0, x1 - x0, y1 - y0);
  }
  pen.setLineDash([]);
}

function tag(pen, text, x, y, fill, ink) {
  pen.font = '600 12px system-ui, "DejaVu Sans", sans-serif';
  const wide = pen.measureText(text).width + 8;
  const at = Math.max(1, Math.min(x, pen.canvas.clientWidth - wide - 1));
  const top = Math.max(1, y);
  pen.fillStyle = fill;
  pen.fillRect(at, top, wide, 17);
  put(pen, text, at + 4, top + 9, ink, { bold: true });
}

function drawPair(pen, state, scale) {
  const light = PALETTE.light; // the picture is the same in both themes, and so are its boxes
  for (const [name, color, ink] of [["a", light.input, "#FFFFFF"], ["b", light.filter, "#000000"]]) {
    const box = state[name], chosen = state.box === name;
    outline(pen, box, scale, color, { line: chosen ? 4 : 2.5 });
    tag(pen, name, box[0] * scale, box[1] * scale - 19, color, ink);
    pen.fillStyle = color;
    for (const [i, j] of [[0, 1], [2, 1], [2, 3], [0, 3]]) {
      pen.fillRect(box[i] * scale - 4, box[j] * scale - 4, 8, 8);
    }
  }
}

function drawOverlap(pen, width, frame, picture) {
  const { state } = frame, scale = width / 64, { a, b } = state;
  paintScene(pen, width, picture, frame);
  const both = [Math.max(a[0], b[0]), Math.max(a[1], b[1]), Math.min(a[2], b[2]), Math.min(a[3], b[3])];
  const shared = both[2] > both[0] && both[3] > both[1];
  if (shared) {
    pen.globalAlpha = 0.55;
    pen.fillStyle = PALETTE.light.outputFill;
    pen.fillRect(both[0] * scale, both[1] * scale, (both[2] - both[0]) * scale,
      (both[3] - both[1]) * scale);
    pen.globalAlpha = 1;
  }
  drawPair(pen, state, scale);
  const x = shared ? both[0] * scale + 4 : (Math.min(a[0], b[0]) * scale);
  const y = shared ? both[1] * scale + 4 : Math.max(a[3], b[3]) * scale + 4;
  tag(pen, `IoU ${picture.iou.toFixed(3)}`, x, Math.min(y, width - 19),
    picture.own === null || picture.agrees ? PALETTE.light.output : PALETTE.light.wrong, "#FFFFFF");
}

function drawBefore(pen, width, frame, picture) {
  const scale = width / 64, { state } = frame, light = PALETTE.light;
  paintScene(pen, width, picture, frame);
  const boxes = numbers(picture.boxes).data;
  const box = (i) => [...boxes.slice(4 * i, 4 * i + 4)];
  picture.by.forEach((by, i) => {
    const stays = by === i;
    outline(pen, box(i), scale, stays ? light.output : light.quiet, { line: 2, dash: stays ? [] : [5, 3] });
  });
  const i = Math.min(state.chosen, picture.by.length - 1);
  if (i < 0) return;
  const by = picture.by[i];
  if (by !== i) outline(pen, box(by), scale, light.output, { line: 3.5 });
  outline(pen, box(i), scale, light.input, { line: 3.5, dash: by === i ? [] : [7, 4] });
  tag(pen, picture.scores[i].toFixed(2), box(i)[0] * scale, box(i)[1] * scale - 19, light.input, "#FFFFFF");
}

function drawAfter(pen, width, frame, picture) {
  const scale = width / 64, light = PALETTE.light;
  paintScene(pen, width, picture, frame);
  const boxes = numbers(picture.boxes).data;
  const own = picture.own && new Set(picture.own);
  picture.by.forEach((by, i) => {
    const stays = by === i, kept = own ? own.has(i) : stays;
    if (!stays && !kept) return;
    const box = [...boxes.slice(4 * i, 4 * i + 4)], color = stays === kept ? light.output : light.wrong;
    outline(pen, box, scale, color, { line: 3, dash: kept ? [] : [6, 4] });
    tag(pen, picture.scores[i].toFixed(2), box[0] * scale, box[1] * scale - 19, color, "#FFFFFF");
  });
}

function drawAnchors(pen, width, frame, picture) {
  const { state } = frame, about = frame.model.get("about"), scale = width / 64;
  const anchors = numbers(about.anchors).data, light = PALETTE.light, count = about.sizes.length;
  const anchor = (i) => [...anchors.slice(4 * i, 4 * i + 4)];
  const wrong = new Set(picture.wrong);
  paintScene(pen, width, picture, frame, 0.35);
  picture.codes.forEach((code, i) => {
    if (wrong.has(i)) outline(pen, anchor(i), scale, light.wrong, { line: 2.5 });
    else if (code >= 0) {
      outline(pen, anchor(i), scale, light.outputFill, { line: 2, dash: code >= 2 ? [6, 4] : [] });
    }
  });
  const cells = about.side / about.stride;
  for (let cell = 0; cell < cells * cells; cell += 1) {
    const codes = picture.codes.slice(count * cell, count * (cell + 1));
    const x = (cell % cells + 0.5) * about.stride * scale;
    const y = (Math.floor(cell / cells) + 0.5) * about.stride * scale;
    const lit = codes.some((code) => code >= 0), between = codes.includes(-2);
    pen.beginPath();
    pen.arc(x, y, lit ? 7 : between ? 5 : 2.5, 0, 7);
    pen.fillStyle = lit ? light.outputFill : "#FFFFFF";
    pen.strokeStyle = light.ink;
    pen.lineWidth = between && !lit ? 2.5 : 1;
    pen.fill();
    pen.stroke();
  }
  for (let k = 0; k < count; k += 1) {
    outline(pen, anchor(count * state.cell + k), scale, light.ink, { line: 1.5 });
  }
  drawPair(pen, state, scale);
}

function overlapWords(state, picture, own) {
  const [shared, together] = [short(picture.shared, 6), short(picture.together, 6)];
  const area = (box) => (box[2] - box[0]) * (box[3] - box[1]);
  const each = ["a", "b"].map((name) => `${name} is (${state[name].join(", ")}), ${area(state[name])} pixels.`);
  const found = `${each.join(" ")} They share ${shared} pixels and cover ${together} together: IoU = ${shared} / ${
    together} = ${picture.iou.toFixed(3)}.`;
  if (picture.own === null) return [found, "", true];
  const said = picture.agrees ? `✓ ${own} says the same.`
    : `✗ ${own} returned ${picture.own.toFixed(3)}, expected ${picture.iou.toFixed(3)}.`;
  return [found, said, picture.agrees];
}

function suppressionWords(state, picture, own) {
  const { by, scores, overlaps } = picture, total = by.length;
  if (!total) return ["No box is so sure.", "", true];
  const i = Math.min(state.chosen, total - 1), staying = by.flatMap((one, k) => (one === k ? [k] : []));
  const fate = by[i] === i
    ? "stays: no box that stays and is surer overlaps it by more than the threshold."
    : `goes: its IoU of ${overlaps[i].toFixed(2)} with box ${by[i]} (${
      scores[by[i]].toFixed(2)}), which stays, is above ${state.threshold.toFixed(2)}.`;
  const found = `${staying.length} of ${total} boxes stay. Box ${i}, score ${scores[i].toFixed(2)}, ${fate}`;
  if (!picture.own) return [found, "", true];
  const kept = new Set(picture.own), right = new Set(staying);
  const more = picture.own.filter((k) => !right.has(k)), less = staying.filter((k) => !kept.has(k));
  if (more.length || less.length || kept.size !== picture.own.length) {
    const wrong = [more.length ? `keeps ${more.join(", ")} though they should go` : "",
      less.length ? `loses ${less.join(", ")} (dashed)` : "",
      kept.size !== picture.own.length ? "names a box twice" : ""].filter(Boolean);
    return [found, `✗ ${own} ${wrong.join(" and ")}.`, false];
  }
  const order = picture.own.every((k, place) => k === staying[place]);
  return [found, order ? `✓ ${own} keeps the same boxes.`
    : `✗ ${own} keeps the right boxes in another order: the surest comes first.`, order];
}

function anchorWords(state, picture, own, about) {
  const count = (test) => picture.codes.filter(test).length, total = picture.codes.length;
  const best = numbers(picture.best).data, first = about.sizes.length * state.cell;
  const cells = about.side / about.stride;
  const each = about.sizes.map((size, k) => `${size} pixels: ${best[first + k].toFixed(2)} with a, ${
    best[total + first + k].toFixed(2)} with b`);
  const rescued = count((code) => code >= 2);
  const found = `${count((code) => code >= 0)} of ${total} anchors stand for a box (green${
    rescued ? "; dashed where the box has no better one" : ""}), ${count((code) => code === -2)} lie `
    + `between the thresholds and do not count (ringed), ${count((code) => code === -1)} are background. `
    + `Cell in row ${Math.floor(state.cell / cells)}, column ${state.cell % cells}, IoU of its anchors: ${
      each.join("; ")}.`;
  if (picture.own === null) return [found, "", true];
  const off = picture.wrong.length;
  if (!off) return [found, `✓ ${own} says the same of all ${total}.`, true];
  const i = picture.wrong[0], code = picture.codes[i] >= 2 ? picture.codes[i] - 2 : picture.codes[i];
  return [found, `✗ ${own}: ${off} of ${total} anchors differ (vermillion); anchor ${i} got ${
    short(picture.own[i])}, expected ${short(code)}.`, false];
}

function render({ model, el }) {
  const frame = openFrame({ model, el });
  const about = model.get("about"), { side } = about, names = about.names;
  const two = (value) => value.toFixed(2);
  const share = (label, key, least, most) => slider(frame, {
    label, key, step: 0.01, show: two, bounds: (state) => [least(state), most(state)],
  });
  const scene = slider(frame, { label: "scene", key: "scene", bounds: () => [0, about.lastScene] });
  const box = tabs(frame, { label: "Box that the arrow keys move", key: "box",
    options: [["a", "box a"], ["b", "box b"]] });
  const zero = () => 0, one = () => 1;
  const groups = {
    overlap: [box],
    suppression: [share("least score", "least", zero, one), share("threshold", "threshold", zero, one)],
    anchors: [share("no below", "low", zero, (state) => state.high),
      share("yes from", "high", (state) => state.low, one),
      slider(frame, { label: "cell", key: "cell", bounds: () => [0, (side / about.stride) ** 2 - 1] })],
  };
  frame.controls.append(
    tabs(frame, { label: "What is shown", key: "show", options: [["overlap", "overlap"],
      ["suppression", "suppression"], ["anchors", "anchors"]] }),
    scene, ...groups.overlap, ...groups.suppression, ...groups.anchors,
  );
  box.style.width = "auto";

  const drawings = { overlap: drawOverlap, suppression: drawBefore, anchors: drawAnchors };
  const drawMain = (pen, width) => {
    const picture = model.get("picture"); // which may be older than the state
    drawings[picture.show](pen, width, frame, picture);
  };
  const chosenBox = () => frame.state[frame.state.box];
  const choose = (x, y, scale) => {
    const boxes = numbers(model.get("picture").boxes).data;
    const around = model.get("picture").by.map((_, i) => [i, [...boxes.slice(4 * i, 4 * i + 4)]])
      .filter(([, b]) => x >= b[0] * scale && x <= b[2] * scale && y >= b[1] * scale && y <= b[3] * scale);
    const area = ([, b]) => (b[2] - b[0]) * (b[3] - b[1]);
    around.sort((first, second) => area(first) - area(second));
    // A click on the place that is chosen already goes on to the next box there.
    const now = around.findIndex(([i]) => i === frame.state.chosen);
    if (around.length) frame.set({ chosen: around[(now + 1) % around.length][0] });
  };
  let hand = null;
  const press = (x, y, event) => {
    const state = frame.state, scale = main.clientWidth / side, begins = event.type === "pointerdown";
    if (state.show === "suppression") {
      if (begins && model.get("picture").show === "suppression") choose(x, y, scale);
      return;
    }
    if (begins) {
      const order = state.box === "a" ? ["a", "b"] : ["b", "a"];
      hand = null;
      for (const name of order) {
        const taken = held(state[name], x, y, scale);
        if (taken && !hand) hand = { name, ...taken };
      }
      if (hand) frame.set({ box: hand.name });
      else if (state.show === "anchors") {
        const [row, column] = [y, x].map((at) => clamp(Math.floor(at / scale / about.stride), 0,
          side / about.stride - 1));
        frame.set({ cell: row * (side / about.stride) + column });
      }
      return;
    }
    if (!hand) return;
    const now = frame.state[hand.name];
    frame.set({ [hand.name]: hand.corner ? withCorner(now, hand.corner, x / scale, y / scale, side)
      : movedTo(now, x / scale - hand.at[0], y / scale - hand.at[1], side) });
  };
  const arrow = (dx, dy) => (event) => {
    const state = frame.state, now = chosenBox();
    if (state.show === "suppression") {
      const total = model.get("picture").show === "suppression" ? model.get("picture").by.length : 1;
      frame.set({ chosen: clamp(Math.min(state.chosen, total - 1) + dx + dy, 0, Math.max(total - 1, 0)) });
    } else if (event.shiftKey) {
      frame.set({ [state.box]: withCorner(now, [2, 3], now[2] + dx, now[3] + dy, side) });
    } else {
      frame.set({ [state.box]: movedTo(now, now[0] + dx, now[1] + dy, side) });
    }
  };
  const square = (width) => width;
  const main = canvas(frame, {
    label: "Scene with boxes. Arrow keys move the chosen box, with Shift its lower right corner; "
      + "Enter changes to the other box. Under suppression they go from box to box.",
    height: square,
    draw: drawMain,
    keys: { ArrowLeft: arrow(-1, 0), ArrowRight: arrow(1, 0), ArrowUp: arrow(0, -1),
      ArrowDown: arrow(0, 1),
      Enter: () => frame.set({ box: frame.state.box === "a" ? "b" : "a" }) },
    press,
  });
  main.style.touchAction = "none";
  const after = canvas(frame, {
    label: "The same scene after suppression; the words say which boxes stay.",
    height: square,
    draw: (pen, width) => {
      const picture = model.get("picture");
      if (picture.show === "suppression") drawAfter(pen, width, frame, picture);
    },
  });
  const found = element("p", { className: "cw-words", "aria-live": "polite" });
  const own = element("p", { className: "cw-words", "aria-live": "polite" });
  const [left, right] = [element("p", { className: "cw-words cw-quiet" }, "before"),
    element("p", { className: "cw-words cw-quiet" }, "after")];
  const second = element("div", {}, right, after);
  const words = element("div", {}, found, own);
  frame.stage.append(element("div", { className: "cw-beside" },
    element("div", {}, left, main), second, words));
  const telling = { overlap: overlapWords, suppression: suppressionWords, anchors: anchorWords };
  frame.onState((state) => {
    const picture = model.get("picture"), suppressing = state.show === "suppression";
    for (const [name, parts] of Object.entries(groups)) {
      const used = name === state.show || (name === "overlap" && state.show === "anchors");
      for (const part of parts) part.hidden = !used;
    }
    scene.hidden = suppressing && about.given;
    second.hidden = left.hidden = !suppressing;
    words.style.flexBasis = suppressing ? "100%" : "";
    if (picture.show !== state.show) return;
    const [sentence, said, agrees] = telling[picture.show](state, picture, names[picture.show], about);
    found.textContent = sentence;
    own.textContent = said;
    own.hidden = !said;
    own.className = agrees ? "cw-words" : "cw-words cw-wrong";
  });
  return frame.close;
}

export default { render };
