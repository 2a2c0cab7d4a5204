// The page of HalfSpaces: a plane that a line cuts in two, and what that costs.

const TURN = 5; // degrees, for one press of an arrow key
const GROW = 1.25; // factor, for one press of + or −
const REACH = 14; // CSS pixels around the tip of the arrow that take hold of it
const LOOK_MILLISECONDS = 420, QUICK_MILLISECONDS = 25;
const HISTORY = 150; // moves whose losses are drawn
const MANY = 60; // points that are drawn smaller and looked at faster
const MANY_LOOKS = 20; // at one go, or fewer if one of them is a mistake
const FEW = 12; // points that have their scores written beside them

function planeOf(box, width, height) {
  const [left, bottom, side] = box, pixels = Math.min(width, height) / side;
  return {
    pixels, side,
    middle: [left + side / 2, bottom + side / 2],
    x: (value) => (value - left) * pixels,
    y: (value) => height - (value - bottom) * pixels,
    place: (x, y) => [left + x / pixels, bottom + (height - y) / pixels],
  };
}

// Where the arrow stands on the line: its foot near the middle, and how much of w it shows.
function arrowOf({ w1, w2, b }, plane) {
  const squared = w1 * w1 + w2 * w2;
  if (!squared) return null;
  const score = w1 * plane.middle[0] + w2 * plane.middle[1] + b;
  const foot = [plane.middle[0] - (score / squared) * w1, plane.middle[1] - (score / squared) * w2];
  const scale = Math.min(1, (0.3 * plane.side) / Math.sqrt(squared));
  return { foot, scale, tip: [foot[0] + scale * w1, foot[1] + scale * w2] };
}

function fillSide(pen, { w1, w2, b }, plane, width, height, above, color) {
  const corners = [[0, 0], [width, 0], [width, height], [0, height]];
  const value = (corner) => {
    const [x, y] = plane.place(...corner);
    return (w1 * x + w2 * y + b) * (above ? 1 : -1);
  };
  const kept = [];
  corners.forEach((corner, i) => {
    const next = corners[(i + 1) % 4], [here, there] = [value(corner), value(next)];
    if (here > 0 || (!above && here === 0)) kept.push(corner);
    if (here * there < 0) {
      const share = here / (here - there);
      kept.push(corner.map((at, axis) => at + share * (next[axis] - at)));
    }
  });
  pen.beginPath();
  for (const corner of kept) pen.lineTo(...corner);
  pen.closePath();
  pen.globalAlpha = 0.2;
  pen.fillStyle = color;
  pen.fill();
  pen.globalAlpha = 1;
}

function drawLine(pen, state, plane, colors) {
  const arrow = arrowOf(state, plane);
  if (!arrow) return;
  const [x, y] = [plane.x(arrow.foot[0]), plane.y(arrow.foot[1])];
  const size = Math.hypot(state.w1, state.w2), far = 3000;
  const [dx, dy] = [(state.w2 / size) * far, (state.w1 / size) * far];
  pen.strokeStyle = colors.ink;
  pen.lineWidth = 2.5;
  pen.beginPath();
  pen.moveTo(x - dx, y - dy);
  pen.lineTo(x + dx, y + dy);
  pen.stroke();
  const [tx, ty] = [plane.x(arrow.tip[0]), plane.y(arrow.tip[1])];
  const angle = Math.atan2(ty - y, tx - x);
  for (const [color, line] of [[colors.paper, 7], [colors.filterText, 4]]) {
    pen.strokeStyle = pen.fillStyle = color;
    pen.lineWidth = line;
    pen.beginPath();
    pen.moveTo(x, y);
    pen.lineTo(tx - 8 * Math.cos(angle), ty - 8 * Math.sin(angle));
    pen.stroke();
  }
  pen.beginPath();
  for (const turn of [0, 2.6, -2.6]) {
    pen.lineTo(tx + 12 * Math.cos(angle + turn), ty + 12 * Math.sin(angle + turn));
  }
  pen.fill();
  put(pen, "w", tx + 20 * Math.cos(angle), ty + 20 * Math.sin(angle), colors.ink,
    { align: "center", bold: true, size: 14 });
}

function drawPoint(pen, x, y, size, label, colors) {
  pen.fillStyle = label ? colors.filter : colors.input;
  pen.strokeStyle = colors.paper;
  pen.lineWidth = 1.5;
  pen.beginPath();
  if (label) pen.rect(x - 0.92 * size, y - 0.92 * size, 1.84 * size, 1.84 * size);
  else pen.arc(x, y, size, 0, 7);
  pen.fill();
  pen.stroke();
}

function drawTicks(pen, plane, width, height, colors) {
  const gap = [0.2, 0.5, 1, 2, 5, 10, 50].find((size) => size * 8 > plane.side) || plane.side / 4;
  const [left, bottom] = plane.place(0, height);
  const first = (value) => Math.ceil(value / gap) * gap;
  for (let value = first(left + gap / 2); plane.x(value) < width - 16; value += gap) {
    put(pen, short(value, 2), plane.x(value), height - 8, colors.quiet, { align: "center" });
  }
  for (let value = first(bottom + gap / 2); plane.y(value) > 18; value += gap) {
    put(pen, short(value, 2), 4, plane.y(value), colors.quiet);
  }
  put(pen, "x₁", width - 4, height - 8, colors.ink, { align: "right" });
  put(pen, "x₂", 4, 10, colors.ink);
}

function drawPlane(pen, width, height, colors, state, picture, cursor) {
  const plane = planeOf(picture.box, width, height);
  pen.save();
  pen.beginPath();
  pen.rect(0, 0, width, height);
  pen.clip();
  fillSide(pen, state, plane, width, height, true, colors.filter);
  fillSide(pen, state, plane, width, height, false, colors.input);
  drawTicks(pen, plane, width, height, colors);
  put(pen, "+", plane.x(0), plane.y(0), colors.ink, { align: "center", size: 16 });
  drawLine(pen, state, plane, colors);
  const points = numbers(picture.points).data, scores = numbers(picture.scores).data;
  const size = picture.labels.length > MANY ? 4 : 6;
  picture.labels.forEach((label, i) => {
    const [x, y] = [plane.x(points[2 * i]), plane.y(points[2 * i + 1])];
    drawPoint(pen, x, y, size, label, colors);
    const ring = (radius, color, line, dash = []) => {
      pen.strokeStyle = color;
      pen.lineWidth = line;
      pen.setLineDash(dash);
      pen.beginPath();
      pen.arc(x, y, radius, 0, 7);
      pen.stroke();
      pen.setLineDash([]);
    };
    if ((scores[i] > 0) !== (label === 1)) ring(size + 4, colors.wrong, size / 2.5);
    if (i === picture.last) ring(2.5 * size, picture.right ? colors.output : colors.wrong, 3);
    if (i === picture.next && state.rule === "perceptron") ring(2.5 * size, colors.ink, 1.5, [3, 3]);
    if (picture.labels.length <= FEW) {
      put(pen, short(scores[i]), x + 18, y - 13, colors.ink, { size: 13, bold: true });
    }
  });
  if (cursor) {
    const [x, y] = [plane.x(cursor[0]), plane.y(cursor[1])];
    pen.strokeStyle = colors.ink;
    pen.lineWidth = 1.5;
    pen.beginPath();
    for (const [dx, dy] of [[1, 0], [-1, 0], [0, 1], [0, -1]]) {
      pen.moveTo(x + 8 * dx, y + 8 * dy);
      pen.lineTo(x + 18 * dx, y + 18 * dy);
    }
    pen.stroke();
  }
  pen.strokeStyle = colors.line;
  pen.lineWidth = 1;
  pen.strokeRect(0.5, 0.5, width - 1, height - 1);
  pen.restore();
}

// The losses over the last moves, and the mistakes of each round below.
function drawCosts(pen, width, height, colors, picture, history, state) {
  const rounds = state.rule === "perceptron" && picture.looked > 0;
  const base = rounds ? height * 0.56 : height - 24, left = 34, top = 30;
  const most = Math.max(0.1, ...history.flatMap((losses) => [losses.cross_entropy, losses.hinge]));
  const y = (value) => base - (value / most) * (base - top);
  let x0 = left;
  for (const [text, color, bold] of [["losses:", colors.ink, false],
    ["cross-entropy", colors.output, true], ["hinge (dashed)", colors.negative, true]]) {
    put(pen, text, x0, 10, color, { bold });
    x0 += pen.measureText(text).width + 9;
  }
  for (const value of [0, most / 2, most]) {
    pen.fillStyle = colors.line;
    pen.fillRect(left, y(value), width - left - 6, 1);
    put(pen, short(value, 2), left - 4, y(value), colors.quiet, { align: "right" });
  }
  for (const [name, color, dash] of [["hinge", colors.negative, [5, 3]],
    ["cross_entropy", colors.output, []]]) {
    pen.strokeStyle = pen.fillStyle = color;
    pen.lineWidth = 2;
    pen.setLineDash(dash);
    pen.beginPath();
    const x = (i) => left + (i / Math.max(30, history.length - 1)) * (width - left - 12);
    history.forEach((losses, i) => pen.lineTo(x(i), y(losses[name])));
    pen.stroke();
    pen.setLineDash([]);
    if (!history.length) continue;
    pen.beginPath();
    pen.arc(x(history.length - 1), y(history[history.length - 1][name]), 3.5, 0, 7);
    pen.fill();
  }
  if (!rounds) return;
  const floor = height - 22, roof = base + 42, bars = picture.mistakes;
  put(pen, "mistakes in each round", left, base + 24, colors.ink);
  const wide = Math.min(26, (width - left - 6) / bars.length), highest = Math.max(4, ...bars);
  bars.forEach((count, i) => {
    const tall = (count / highest) * (floor - roof), x = left + i * wide;
    pen.fillStyle = colors.wrong;
    pen.fillRect(x + 2, floor - Math.max(tall, 1), wide - 4, Math.max(tall, 1));
    put(pen, String(count), x + wide / 2, floor - tall - 7, colors.ink, { align: "center", size: 11 });
    const number = picture.rounds - bars.length + i + 1;
    if (wide > 16 || number % 5 === 0) {
      put(pen, String(number), x + wide / 2, floor + 10, colors.quiet, { align: "center", size: 11 });
    }
  });
}

function render({ model, el }) {
  const frame = openFrame({ model, el });
  const { choices } = model.get("about");
  const pairs = (key) => choices[key].map((name) => [name, name]);
  const round = (value) => Number(value.toPrecision(4));
  const move = (w1, w2, b) => frame.set({ w1: round(w1), w2: round(w2), b: round(b) });
  const number = (label, key) => slider(frame, {
    label, key, step: 0.1, show: (value) => short(value, 3),
    bounds: (state) => {
      const most = Math.max(5, Math.ceil(Math.abs(state[key])));
      return [-most, most];
    },
  });
  frame.controls.append(
    select(frame, { label: "points", key: "data", options: pairs("data") }),
    number("w₁", "w1"), number("w₂", "w2"), number("b", "b"),
    tabs(frame, { label: "What a click does", key: "tool",
      options: [["line", "move the line"], ["class 0", "add to class 0 ●"],
        ["class 1", "add to class 1 ■"]] }),
  );

  let cursor = null, held = null;
  const adds = () => frame.state.tool !== "line";
  const add = ([x, y]) => frame.set({
    added: [...frame.state.added, [round(x), round(y), Number(frame.state.tool.slice(-1))]],
  });
  const press = (x, y, event) => {
    const plane = planeOf(model.get("picture").box, plain.clientWidth, plain.clientHeight);
    const place = plane.place(x, y), state = frame.state, arrow = arrowOf(state, plane);
    const begins = event.type === "pointerdown";
    if (adds()) {
      if (begins) add(place);
      return;
    }
    if (begins) {
      const near = arrow
        && Math.hypot(plane.x(arrow.tip[0]) - x, plane.y(arrow.tip[1]) - y) < REACH;
      held = near ? arrow : null;
    }
    if (held) {
      const [w1, w2] = place.map((at, axis) => (at - held.foot[axis]) / held.scale);
      if (w1 || w2) move(w1, w2, -(w1 * held.foot[0] + w2 * held.foot[1]));
    } else if (arrow) {
      move(state.w1, state.w2, -(state.w1 * place[0] + state.w2 * place[1]));
    }
  };
  // The line turns about the foot of its arrow.
  const turn = (degrees) => {
    const plane = planeOf(model.get("picture").box, 1, 1), { w1, w2 } = frame.state;
    const arrow = arrowOf(frame.state, plane);
    if (!arrow) return;
    const [cos, sin] = [Math.cos(degrees * Math.PI / 180), Math.sin(degrees * Math.PI / 180)];
    const turned = [cos * w1 - sin * w2, sin * w1 + cos * w2];
    move(...turned, -(turned[0] * arrow.foot[0] + turned[1] * arrow.foot[1]));
  };
  const shift = (way) => {
    const { w1, w2, b } = frame.state, by = model.get("picture").box[2] / 60;
    move(w1, w2, b - way * by * Math.hypot(w1, w2));
  };
  const grow = (factor) => {
    const { w1, w2, b } = frame.state;
    move(w1 * factor, w2 * factor, b * factor);
  };
  const steer = (across, up, otherwise) => () => {
    if (!adds()) {
      otherwise();
      return;
    }
    const { box } = model.get("picture"), from = cursor || [box[0] + box[2] / 2, box[1] + box[2] / 2];
    cursor = [from[0] + (across * box[2]) / 40, from[1] + (up * box[2]) / 40];
    frame.redraw();
  };
  const plain = canvas(frame, {
    label: "Plane with points and a line. Left and right turn the line, up and down move it, plus "
      + "and minus make w and b longer and shorter. When points are added, arrow keys move a mark "
      + "and Enter adds one.",
    height: (width) => width,
    draw: (pen, width, height, colors) => drawPlane(pen, width, height, colors, frame.state,
      model.get("picture"), adds() ? cursor : null),
    keys: {
      ArrowLeft: steer(-1, 0, () => turn(TURN)), ArrowRight: steer(1, 0, () => turn(-TURN)),
      ArrowUp: steer(0, 1, () => shift(1)), ArrowDown: steer(0, -1, () => shift(-1)),
      "+": () => grow(GROW), "-": () => grow(1 / GROW),
      Enter: () => { if (adds() && cursor) add(cursor); },
    },
    press,
  });
  const history = [];
  const costs = canvas(frame, {
    label: "The loss over the last moves and the mistakes of each round; the words say the numbers.",
    height: () => Math.max(220, plain.clientHeight - 150),
    draw: (pen, width, height, colors) => drawCosts(pen, width, height, colors,
      model.get("picture"), history, frame.state),
  });

  let waited = Infinity, pause = LOOK_MILLISECONDS;
  const step = async (looks) => {
    const answer = await frame.ask("step", { looks });
    const { labels } = model.get("picture");
    pause = labels.length > FEW || frame.state.rule !== "perceptron" ? QUICK_MILLISECONDS
      : LOOK_MILLISECONDS;
    return !answer.failed && !answer.stopped;
  };
  const play = player(frame, { tick: (milliseconds) => {
    waited += milliseconds;
    if (waited < pause) return true;
    waited = 0;
    return step(model.get("picture").labels.length > MANY ? MANY_LOOKS : 1);
  } });
  play.button.addEventListener("click", () => { waited = Infinity; });
  const one = button({ label: "One step", press: () => { play.turn(false); step(1); } });
  const zero = button({ label: "Start at 0", press: () => frame.ask("restart"),
    title: "w = (0, 0) and b = 0" });
  const clear = button({ label: "Remove added points", press: () => frame.set({ added: [] }) });
  frame.onState((state) => { clear.hidden = !state.added.length; });

  const line = element("p", { className: "cw-words" }), cost = element("p", { className: "cw-words" });
  const said = element("p", { className: "cw-words" });
  line.style.fontSize = "16px";
  const tell = () => {
    const picture = model.get("picture"), { w1, w2, b } = frame.state;
    const total = picture.labels.length, { cross_entropy: entropy, hinge } = picture.losses;
    line.textContent = `w = (${short(w1)}, ${short(w2)}), b = ${short(b)}`;
    const none = w1 || w2 ? "" : " w is 0, so there is no line: every score is b.";
    cost.textContent = `${picture.wrong} of ${total} on the wrong side (ringed). Cross-entropy ${
      entropy.toFixed(3)} nats, hinge loss ${hinge.toFixed(3)}.${none}`;
    said.setAttribute("aria-live", play.playing && !picture.stopped ? "off" : "polite");
    said.textContent = picture.words;
  };
  const learner = element("div", { className: "cw-row" },
    select(frame, { label: "learner", key: "rule", options: pairs("rule") }),
    slider(frame, { label: "rate", key: "rate", log: true, step: 0.1, bounds: () => [0.01, 10],
      show: (value) => short(value, 2) }),
    play.button, one, zero, clear);
  const side = element("div", {}, line, cost, costs, said);
  frame.stage.append(element("div", { className: "cw-beside" }, element("div", {}, plain), side),
    learner);
  frame.listen("change:picture", () => {
    history.push(model.get("picture").losses);
    if (history.length > HISTORY) history.shift();
  });
  history.push(model.get("picture").losses);
  frame.onState(tell);
  return frame.close;
}

export default { render };
