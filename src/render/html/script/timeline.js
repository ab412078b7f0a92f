// The strip above the conversation: how many messages came when, and where the errors are. Dragging over it, or moving its two
// handles with the arrow keys, chooses a time.

/** Steps of the two handles. */
const STEPS = 1000;

/** Makes the timeline. `onChange` gets the chosen time in nanoseconds after the first message. */
function newTimeline(trace, onChange) {
  const canvas = byId('timeline-canvas');
  const handles = [byId('timeline-from'), byId('timeline-to')];
  let [first, last] = [0, 0];
  for (const item of trace.items) {
    first = Math.min(first, item.time);
    last = Math.max(last, item.time);
  }
  const span = Math.max(last - first, 1);
  let chosen = [0, STEPS];

  function draw(kept) {
    const width = canvas.clientWidth, height = canvas.clientHeight;
    if (width === 0) return;
    const ratio = window.devicePixelRatio || 1;
    canvas.width = width * ratio;
    canvas.height = height * ratio;
    const context = canvas.getContext('2d');
    context.scale(ratio, ratio);
    const styles = getComputedStyle(document.documentElement);
    const [bar, barIdle, error, shade] = ['--bar', '--bar-idle', '--error', '--shade'].map((name) => styles.getPropertyValue(name));
    const bars = Math.max(1, Math.floor(width / 4));
    const counts = newCounts(bars), keptCounts = newCounts(bars);
    const place = (item) => Math.min(bars - 1, Math.floor(((item.time - first) / span) * bars));
    for (const item of trace.messages) counts[item.isError ? 'errors' : 'others'][place(item)]++;
    for (const item of kept) if (item.isMessage) keptCounts[item.isError ? 'errors' : 'others'][place(item)]++;
    let most = 1;
    for (let at = 0; at < bars; at++) most = Math.max(most, counts.others[at] + counts.errors[at]);
    // The square root keeps single messages visible beside large dumps.
    const size = (count) => (count === 0 ? 0 : Math.max(3, Math.sqrt(count / most) * (height - 6)));
    const step = width / bars;
    for (let at = 0; at < bars; at++) {
      const all = counts.others[at] + counts.errors[at];
      if (all === 0) continue;
      const seen = keptCounts.others[at] + keptCounts.errors[at];
      context.fillStyle = barIdle;
      context.fillRect(at * step, height - size(all), step - 1, size(all));
      context.fillStyle = bar;
      context.fillRect(at * step, height - size(seen), step - 1, size(seen));
      if (counts.errors[at] > 0) {
        context.fillStyle = keptCounts.errors[at] > 0 ? error : barIdle;
        context.fillRect(at * step, height - size(counts.errors[at]), step - 1, size(counts.errors[at]));
      }
    }
    const [from, to] = chosen.map((step) => (step / STEPS) * width);
    context.fillStyle = shade;
    context.fillRect(0, 0, from, height);
    context.fillRect(to, 0, width - to, height);
  }

  function newCounts(bars) {
    return { others: new Uint32Array(bars), errors: new Uint32Array(bars) };
  }

  function choose(from, to) {
    chosen = [Math.max(0, Math.min(from, to)), Math.min(STEPS, Math.max(from, to))];
    handles.forEach((handle, at) => {
      handle.value = chosen[at];
      const time = first + (chosen[at] / STEPS) * span;
      handle.setAttribute('aria-valuetext', `${duration(time)} after the first message`);
    });
    byId('timeline-reset').hidden = chosen[0] === 0 && chosen[1] === STEPS;
    byId('timeline-label').textContent = chosen[0] === 0 && chosen[1] === STEPS ? `${duration(span)}`
      : `${duration(first + (chosen[0] / STEPS) * span)} – ${duration(first + (chosen[1] / STEPS) * span)}`;
    const limit = (step, end) => (step === end ? (end === 0 ? -Infinity : Infinity) : first + (step / STEPS) * span);
    onChange(limit(chosen[0], 0), limit(chosen[1], STEPS));
  }

  function stepAt(event) {
    const box = canvas.getBoundingClientRect();
    return Math.round(((event.clientX - box.left) / box.width) * STEPS);
  }

  let dragStart = null;
  canvas.addEventListener('pointerdown', (event) => {
    dragStart = stepAt(event);
    canvas.setPointerCapture(event.pointerId);
  });
  canvas.addEventListener('pointermove', (event) => {
    if (dragStart !== null && Math.abs(stepAt(event) - dragStart) > 3) choose(dragStart, stepAt(event));
  });
  canvas.addEventListener('pointerup', (event) => {
    if (dragStart !== null && Math.abs(stepAt(event) - dragStart) <= 3) choose(0, STEPS);
    dragStart = null;
  });
  handles.forEach((handle) => handle.addEventListener('input', () => choose(Number(handles[0].value), Number(handles[1].value))));
  byId('timeline-reset').addEventListener('click', () => choose(0, STEPS));
  byId('timeline-label').textContent = duration(span);
  return { draw, choose };
}
