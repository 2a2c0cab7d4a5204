// Catch by hand beside a network on the same ball, and a network that learns it round by round.

const MOVES = ["left", "stay", "right"];
const HEAD = 24, VALUE_WIDTH = 42, GAP = 12; // CSS pixels
const VALUES = 3 * VALUE_WIDTH + GAP; // beside a board
const LARGEST_BOARD = 340, SMALLEST_BOARD = 210, TALL_CURVES = 210;
const LEARNING_SECONDS = 0.1; // between two answers
const REST = 3; // rows that the next ball waits where they fall by themselves
const FEWEST_ROUNDS = 20; // that the curves have room for

// The side of a board that has its values beside it.
function boardSide(width) {
  return Math.min(LARGEST_BOARD, width - VALUES - 2);
}

function inShort(value) {
  return value.toFixed(2).replace("-", "−");
}

// A game up to a row: where the ball and the basket were, fading, and where they are; on the right,
// level with the ball, the values of the moves, with a rim around the one that is taken.
function drawGame(pen, colors, game, { board, row, side, title, color }) {
  const cell = board / side;
  const last = Math.min(row, game.balls.length - 1);
  put(pen, title, 1, HEAD / 2, colors.ink, { size: 13, bold: true });
  pen.save();
  pen.translate(1, HEAD);
  pen.strokeStyle = colors.line;
  pen.lineWidth = 0.6;
  for (let k = 0; k <= side; k += 1) {
    pen.beginPath();
    pen.moveTo(k * cell, 0);
    pen.lineTo(k * cell, board);
    pen.moveTo(0, k * cell);
    pen.lineTo(board, k * cell);
    pen.stroke();
  }
  const basketAt = (place) => (game.baskets[place] - 1) * cell;
  for (let place = 0; place <= last; place += 1) {
    pen.globalAlpha = place === last ? 1 : 0.28;
    pen.fillStyle = colors.input;
    pen.beginPath();
    pen.arc((game.balls[place] + 0.5) * cell, (place + 0.5) * cell, 0.36 * cell, 0, 7);
    pen.fill();
    pen.globalAlpha = 0.55;
    pen.fillStyle = color;
    pen.fillRect(basketAt(place), (place + 1) * cell - 3, 3 * cell, 3);
  }
  pen.globalAlpha = 1;
  drawBasket(pen, basketAt(last), board, cell, color);
  if (game.values) drawValues(pen, game, { board, cell, row: last, colors });
  pen.restore();
  if (last < side - 1) return;
  const [words, ink] = game.won ? ["caught ✓", colors.output] : ["missed ✗", colors.wrong];
  put(pen, words, board, HEAD / 2, ink, { size: 13, align: "right", bold: true });
}

function drawBasket(pen, x, board, cell, color) {
  const [top, inset] = [board - 0.62 * cell, 0.22 * cell];
  pen.strokeStyle = color;
  pen.lineWidth = Math.max(3, 0.14 * cell);
  pen.lineJoin = "round";
  pen.beginPath();
  pen.moveTo(x + 2, top);
  pen.lineTo(x + inset, board - 3);
  pen.lineTo(x + 3 * cell - inset, board - 3);
  pen.lineTo(x + 3 * cell - 2, top);
  pen.stroke();
}

function drawValues(pen, game, { board, cell, row, colors }) {
  const left = board + GAP;
  MOVES.forEach((name, k) => {
    put(pen, name, left + (k + 0.5) * VALUE_WIDTH, -HEAD / 2, colors.quiet,
      { size: 12, align: "center" });
  });
  game.values.slice(0, row + 1).forEach((values, place) => {
    values.forEach((value, k) => {
      const [x, y, wide] = [left + k * VALUE_WIDTH + 1, place * cell + 1.5, VALUE_WIDTH - 2];
      pen.fillStyle = shade(colors, "outputFill", value, 1);
      pen.fillRect(x, y, wide, cell - 3);
      if (game.moves[place] === k) {
        pen.strokeStyle = colors.ink;
        pen.lineWidth = 2;
        pen.strokeRect(x, y, wide, cell - 3);
      }
      const ink = value < -0.6 ? colors.paper : colors.ink; // what can be read on purple
      put(pen, inShort(value), x + wide / 2, y + cell / 2 - 1, ink,
        { size: cell < 24 ? 10.5 : 11.5, align: "center" });
    });
  });
}

function drawCurves(pen, width, height, colors, view, about, lines) {
  const [x0, y0, right, bottom] = [46, 30, width - 10, height - 32];
  const most = Math.max(FEWEST_ROUNDS, view.rounds);
  const at = (round, share) => [x0 + (round / most) * (right - x0), bottom - share * (bottom - y0)];
  pen.lineWidth = 1;
  for (const share of [0, 0.5, 1]) {
    pen.strokeStyle = colors.line;
    pen.beginPath();
    pen.moveTo(...at(0, share));
    pen.lineTo(...at(most, share));
    pen.stroke();
    put(pen, `${100 * share} %`, x0 - 6, at(0, share)[1], colors.quiet, { align: "right" });
  }
  put(pen, "0", x0, bottom + 12, colors.quiet, { align: "center" });
  put(pen, String(most), right, bottom + 12, colors.quiet, { align: "right" });
  put(pen, "rounds", (x0 + right) / 2, bottom + 14, colors.ink, { align: "center" });
  let legend = 2; // where the next name stands
  const line = (points, color, dash, name, wide = 2) => {
    pen.strokeStyle = color;
    pen.lineWidth = wide;
    pen.setLineDash(dash);
    pen.beginPath();
    points.forEach(([round, share], k) => (k ? pen.lineTo : pen.moveTo).call(pen, ...at(round, share)));
    pen.moveTo(legend, 10);
    pen.lineTo(legend + 20, 10);
    pen.stroke();
    pen.setLineDash([]);
    put(pen, name, legend + 25, 10, colors.ink);
    legend += 25 + pen.measureText(name).width + 16;
  };
  view.won.forEach((won, k) => {
    const { color, dash, name } = lines[k];
    line(won.map((share, round) => [round, share]), color, dash, name);
  });
  line([[0, about.chance], [most, about.chance]], colors.quiet, [3, 4], "chance", 1);
  line(view.explored.map((epsilon, k) => [k + 0.5, epsilon]), colors.input, [1, 3], "ε", 1.5);
}

function render({ model, el }) {
  const frame = openFrame({ model, el }), about = model.get("about");
  const { letters, side } = about, steps = side - 1, several = about.curves.length > 1;
  let view = model.get("picture");

  // -- by hand
  const isOver = () => frame.state.moves.length >= steps;
  let wanted = null; // the move of the next row, where the ball falls by itself
  const move = (k) => {
    if (fall.playing) wanted = k;
    else if (!isOver()) frame.set({ moves: frame.state.moves + letters[k] });
  };
  const next = () => {
    wanted = null;
    frame.set({ ball: (frame.state.ball + 1) % about.balls, moves: "" });
  };
  const takeBack = () => frame.set({ moves: frame.state.moves.slice(0, -1) });
  let due = 0, held = null, rested = 0;
  const fall = player(frame, { label: "Let it fall", pause: "Hold", tick: (milliseconds) => {
    due = Math.min(1, due + (milliseconds * frame.state.pace) / 1000);
    if (due < 1) return true;
    due = 0;
    if (isOver()) {
      rested += 1;
      if (rested >= REST) {
        rested = 0;
        next();
      }
      return true;
    }
    frame.set({ moves: frame.state.moves + letters[wanted ?? held ?? 1] });
    wanted = null;
    return true;
  } });
  fall.button.addEventListener("click", () => {
    due = 0;
    if (fall.playing) yours.focus();
  });
  const hands = MOVES.map((name, k) => button({ label: ["← left", "stay", "right →"][k],
    press: () => move(k) }));
  const nextBall = button({ label: "Next ball", press: next });
  const back = button({ label: "Take back", press: takeBack });
  const pick = (key, label, show = String) => select(frame, {
    label, key, options: about.choices[key].map((value) => [value, show(value)]),
  });
  const beside = select(frame, { label: "beside you", key: "player", options: about.players });
  const playing = [
    element("div", { className: "cw-row", style: "margin: 0" }, ...hands, back),
    element("div", { className: "cw-row", style: "margin: 0" }, fall.button, pick("pace", "rows a second")),
    ...(about.players.length > 1 ? [beside] : []),
  ];

  // -- learning
  async function ask(name, details = {}) {
    const answer = await frame.ask(name, details);
    if (answer.failed) return false;
    if (answer.rounds !== undefined || answer.score) take(answer);
    return true;
  }
  function take(changes) {
    view = { ...view, ...changes };
    frame.redraw();
    tell();
  }
  const learn = player(frame, { label: "Learn", tick: () => ask("learn", { seconds: LEARNING_SECONDS }) });
  learn.button.addEventListener("click", () => tell());
  let until = 0; // the round after which a single step ends
  const oneRound = button({ label: "One round", press: async () => {
    learn.turn(false);
    if (view.rounds < until) return;
    until = view.rounds + 1;
    while (view.rounds < until && frame.root.isConnected) {
      if (!await ask("learn", { seconds: LEARNING_SECONDS, until })) until = 0;
    }
  } });
  const rest = () => {
    learn.turn(false);
    until = 0;
  };
  const renew = button({ label: "New network", title: "Forget what was learned; other first weights",
    press: () => {
      rest();
      frame.set({ seed: (frame.state.seed + 1) % about.seeds });
    } });
  const undo = button({ label: "Undo",
    title: "Take back the last change of a setting, and what was learned since",
    press: () => {
      rest();
      ask("undo");
    } });
  const learning = [
    element("div", { className: "cw-row", style: "margin: 0" }, learn.button, oneRound, renew, undo),
    pick("gamma", "discount γ"), pick("explore", "exploring ε falls to"),
    pick("fade", "within rounds"),
  ];
  frame.controls.append(
    tabs(frame, { label: "What is shown", key: "show",
      options: [["play", "play"], ["learn", "watch it learn"]] }),
    nextBall, ...playing, ...learning,
  );

  // -- the boards
  const canvasOf = (options, tall = (width) => boardSide(width)) =>
    canvas(frame, { height: (width) => HEAD + 2 + tall(width), ...options });
  const handSide = () => boardSide(theirs.parentElement.clientWidth); // both boards are as large
  const yours = canvasOf({
    label: "Your board. Left and right arrow keys move the basket, the down arrow key or Space lets "
      + "it stay; each is one row. Backspace takes back, Enter is the next ball.",
    draw: (pen, width, height, colors) => drawGame(pen, colors, view.you,
      { board: handSide(), row: steps, side, title: "you", color: colors.ink }),
    keys: Object.fromEntries([["ArrowLeft", 0], ["ArrowDown", 1], [" ", 1], ["ArrowRight", 2]].map(
      ([key, k]) => [key, (event) => {
        held = k;
        if (!event.repeat) move(k);
      }]).concat([["Enter", next], ["Backspace", takeBack]])),
    press: (x, y, event) => {
      if (event.type !== "pointerdown") return;
      const column = Math.floor((x * side) / handSide());
      const off = column - view.you.baskets[view.you.baskets.length - 1];
      move(off < -1 ? 0 : off > 1 ? 2 : 1);
    },
  }, handSide);
  for (const lets of ["keyup", "blur"]) yours.addEventListener(lets, () => { held = null; });
  yours.style.touchAction = "manipulation";
  const theirs = canvasOf({
    label: "The network's board, with the same ball and the value of each move, row by row.",
    draw: (pen, width, height, colors) => drawGame(pen, colors, view.theirs, { board: handSide(),
      row: view.you.balls.length - 1, side, title: view.theirs.name, color: colors.filter }),
  });
  const colorOf = (colors, place) => (place === 0 ? colors.filter : colors.outputFill);
  const learned = about.curves.map((name, place) => canvasOf({
    label: "A whole game as the network would play it now, with the value of each move, row by row.",
    draw: (pen, width, height, colors) => drawGame(pen, colors, view.games[place],
      { board: boardSide(width), row: steps, side, title: several ? name : "what it would do now",
        color: colorOf(colors, place) }),
  }));
  const curves = canvas(frame, {
    label: "Games won after each round, in percent; the line below says the last numbers.",
    height: () => TALL_CURVES * (several ? 1 : 1.5),
    draw: (pen, width, height, colors) => drawCurves(pen, width, height, colors, view, about,
      about.curves.map((name, place) => (
        { color: colorOf(colors, place), name, dash: place ? [7, 3] : [] }))),
  });

  const words = element("p", { className: "cw-words", "aria-live": "polite" });
  const figures = element("div", { className: "cw-figures" });
  const scores = ["balls", "you", "the network", "chance"].map((name) => {
    const number = element("b", {}, "0");
    figures.append(element("span", {}, element("small", {}, name), number));
    return number;
  });
  const forget = button({ label: "Count from 0", press: () => ask("forget") });
  forget.style.alignSelf = "center";
  figures.append(forget);
  const lesson = element("p", { className: "cw-words cw-quiet" }), legend = (
    "Thin bars: where the basket was when the ball was in that row. Values: green above 0, purple "
    + "below; the rim is around the move that the network takes.");
  const verdicts = element("div");
  const boards = element("div", { className: "cw-beside" },
    element("div", { style: `flex: 1 1 ${SMALLEST_BOARD}px` }, yours),
    element("div", { style: `flex: 1 1 ${SMALLEST_BOARD + VALUES}px` }, theirs));
  const lessons = element("div", { className: "cw-beside" },
    ...learned.map((made) => element("div", { style: `flex: 1 1 ${SMALLEST_BOARD + VALUES}px` }, made)),
    element("div", { style: "flex: 1 1 320px" }, curves));
  frame.stage.append(boards, lessons, words, figures, verdicts, lesson);

  // -- in words
  function tellGame() {
    const { you, theirs: network } = view, row = you.balls.length - 1;
    if (view.ball !== frame.state.ball || row !== frame.state.moves.length) return;
    const ball = you.balls[row], basket = you.baskets[row];
    if (row === steps) {
      const fate = (won) => (won ? "caught" : "missed");
      words.textContent = `You ${fate(you.won)} the ball, ${network.name} ${fate(network.won)} it, `
        + `chance ${fate(view.chance.won)} it. Press Next ball, or Enter on your board.`;
      return;
    }
    const drift = row ? Math.sign(ball - you.balls[row - 1]) + 1 : null;
    const falls = drift === null ? "" : `, ${["moving left", "straight down", "moving right"][drift]}`;
    const values = network.values[row].map((value, k) => `${MOVES[k]} ${inShort(value)}`);
    words.textContent = `Row ${row} of ${steps}: the ball is in column ${ball}${falls}. Your basket: columns ${
      basket - 1} to ${basket + 1}. On its board ${network.name} takes ${
      MOVES[network.moves[row]]}: ${values.join(", ")}.`;
  }
  function tellLearning() {
    const shares = view.won.map((won) => `${Math.round(100 * won[won.length - 1])} %`);
    const found = several ? `the network with your functions wins ${shares[0]}, the reference ${
      shares[1]}` : `it wins ${shares[0]}`;
    words.textContent = `After ${view.rounds} ${view.rounds === 1 ? "round" : "rounds"} of 32 games ${
      found} of 100 test games without exploring. In the next round ε is ${view.epsilon.toFixed(2)}.`;
  }
  function tell() {
    const { show } = frame.state, shown = show === "play";
    words.setAttribute("aria-live", learn.playing ? "off" : "polite");
    if (shown) tellGame();
    else tellLearning();
    const [balls, ...caught] = view.score;
    scores[0].textContent = String(balls);
    caught.forEach((count, k) => {
      scores[k + 1].textContent = balls ? `${count} (${Math.round((100 * count) / balls)} %)` : "–";
    });
    const lines = shown ? "" : view.verdicts.join("\n");
    if (verdicts.dataset.text !== lines) {
      verdicts.dataset.text = lines;
      verdicts.replaceChildren(...lines.split("\n").filter(Boolean).map((line) => element("p",
        { className: line.startsWith("✗") ? "cw-words cw-wrong" : "cw-words" }, line)));
    }
    const blank = shown && frame.state.player !== "given" && !view.rounds;
    lesson.textContent = `${legend}${blank ? " This network has not learned anything yet: see "
      + "“watch it learn”." : ""}`;
    undo.disabled = !view.past;
    back.disabled = !frame.state.moves;
    for (const hand of hands) hand.disabled = isOver() && !fall.playing;
  }
  let before = frame.state.show;
  frame.onState(({ show }) => {
    if (show !== before) {
      rest();
      fall.turn(false);
      before = show;
    }
    for (const part of [...playing, boards, figures]) part.hidden = show !== "play";
    for (const part of [...learning, lessons, verdicts]) part.hidden = show === "play";
    frame.redraw();
    tell();
  });
  frame.listen("change:picture", () => take(model.get("picture")));
  tell();
  ask("look"); // the picture is as old as the last change of a setting
  return frame.close;
}

export default { render };
