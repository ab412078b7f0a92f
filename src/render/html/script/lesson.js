// Lesson mode: one message after another, one field after another, each with its explanation. Right and left arrow go a step
// forward and back, down and up a message.

/** A struct with more members than this is one step. */
const MEMBERS = 8;

/** The messages of a lesson: of a dump only the first answer and its end. */
function lessonMessages(trace) {
  const begun = new Set();
  return trace.messages.filter((message) => {
    if (!message.isDump || message.isError || message.type === 'NLMSG_DONE') return true;
    if (begun.has(message.exchange)) return false;
    begun.add(message.exchange);
    return true;
  });
}

/** The steps of a message: the whole, then each field in wire order. A step reveals all bytes up to the end of its field. */
function lessonSteps(trace, message) {
  const steps = [{ row: null, from: 0, reveals: 0 }];
  const add = (row) => {
    const look = row.definition[LOOK];
    const last = steps[steps.length - 1];
    // Padding and the four bytes before a nest come with the field before them.
    if (look === 'p' || look === 'h') {
      if (last.row) last.reveals = Math.max(last.reveals, row.end);
      return;
    }
    const isSmall = row.parts.length > 0 && (row.isHeader || row.definition[ROLE] === 'a' && !isNest(row)
      ? row.isHeader || row.parts.length <= MEMBERS : true);
    const start = row.parts.length > 0 && isSmall ? payloadStart(row) : row.end;
    steps.push({ row, from: row.start, reveals: row.parts.length > 0 && isSmall ? start : row.end });
    if (isSmall) row.parts.forEach(add);
  };
  fieldsOf(trace, message).top.forEach(add);
  return steps;
}

function isNest(row) {
  return row.parts.some((part) => part.definition[ROLE] === 'a');
}

/** Makes the lesson. It is drawn when it is opened. */
function newLesson(trace, onMove) {
  const element = byId('lesson');
  const messages = lessonMessages(trace);
  let at = 0, step = 0;
  let steps = [];
  let view = null;

  function open(message, toStep = 0) {
    const index = messages.indexOf(message);
    at = index >= 0 ? index : Math.max(0, messages.findIndex((other) => other.exchange === message?.exchange));
    drawMessage();
    goTo(toStep);
  }

  function drawMessage() {
    const message = messages[at];
    if (!message) {
      element.replaceChildren(el('p', 'empty', {}, 'There is no message to look at.'));
      return;
    }
    steps = lessonSteps(trace, message);
    view = newMessageView(trace, message, { classes: 'lesson-view' });
    const card = el('section', 'card', { id: 'lesson-card', 'aria-live': 'polite', tabindex: '0' });
    const controls = el('nav', 'lesson-controls', { 'aria-label': 'steps' },
      button('', '↑', 'Previous message (↑)', () => moveMessage(-1)),
      button('', '←', 'Previous step (←)', () => move(-1)),
      el('progress', '', { id: 'lesson-progress', 'aria-label': 'progress' }),
      button('', '→', 'Next step (→)', () => move(1)),
      button('', '↓', 'Next message (↓)', () => moveMessage(1)));
    element.replaceChildren(scene(message), card, controls, view.element);
    for (const row of view.rows) {
      const item = view.items.get(row.index);
      item?.addEventListener('click', () => {
        const found = steps.findIndex((other) => other.row === row);
        if (found >= 0) goTo(found);
      });
    }
  }

  /** The small picture above: who sends what to whom. */
  function scene(message) {
    const who = processName(message.socket);
    const arrow = el('div', `arrow ${message.isReceived ? 'from-kernel' : 'to-kernel'}`, {},
      el('span', 'label', {}, el('b', '', {}, message.type), message.keys ? el('span', 'keys', {}, ` ${message.keys}`) : null));
    return el('div', `lesson-scene ${kindOf(message)}${message.isError ? ' bad' : ''}`, {}, el('span', 'actor', {}, who), arrow,
      el('span', 'actor kernel', {}, 'kernel'));
  }

  function goTo(to) {
    step = Math.max(0, Math.min(to, steps.length - 1));
    const message = messages[at];
    if (!message) return;
    const { row, reveals } = steps[step];
    const isLast = step === steps.length - 1;
    view.cells.forEach((pair, byte) => pair.forEach((cell) => cell.classList.toggle('future', !isLast && byte >= reveals)));
    for (const other of view.rows) {
      view.items.get(other.index)?.classList.toggle('future', !isLast && other.start >= reveals && other !== row
        && !isAround(other, row));
    }
    view.mark(row, true);
    byId('lesson-card').replaceChildren(...card(message, row));
    const progress = byId('lesson-progress');
    progress.max = Math.max(1, steps.length - 1);
    progress.value = step;
    onMove(message, step);
  }

  function isAround(outer, inner) {
    return inner !== null && outer.parts.length > 0 && outer.start <= inner.start && outer.end >= inner.end;
  }

  /** What a step says. */
  function card(message, row) {
    const where = el('p', 'where', {}, `Message ${at + 1} of ${messages.length} · step ${step + 1} of ${steps.length}`);
    if (!row) {
      const sentences = [...intro(message), trace.words.get(typeName(message)) ?? ''].filter((text) => text);
      return [where, el('h2', '', {}, message.type), ...sentences.map((text) => el('p', '', {}, text)),
        message.error ? errorBox(message.error) : null].filter((part) => part !== null);
    }
    const definition = row.definition;
    const text = [definition[PURPOSE], definition[LAYOUT], ...row.said, ...definition[CHECKS].map((check) => `Policy: ${check}.`)];
    if (row.parent) where.append(` · in ${pathOf(row).join(' › ')}`);
    const value = row.value ? el('span', 'card-value', {}, ' = ', ...breakable(row.value)) : '';
    return [where, el('h2', '', {}, definition[NAME] || definition[HOLDS] || 'bytes', value),
    el('p', 'card-type', {}, `${definition[TYPE]} · bytes ${placeWords(row)}`),
    ...text.filter((sentence) => sentence).map((sentence) => el('p', '', {}, sentence)), ...symbolSentences(trace, row),
    row.isMarked ? el('p', 'bad', {}, 'The kernel refuses this field.') : null].filter((part) => part !== null);
  }

  /** What a message does, in sentences. */
  function intro(message) {
    const who = processName(message.socket);
    const exchange = message.exchange > 0 ? trace.exchanges.get(message.exchange) : null;
    const size = plural(message.length, 'byte');
    if (message.isError) return [`The kernel refuses the request of ${who}. The answer takes ${size}.`];
    if (message.type === 'NLMSG_ERROR') return [`The kernel acknowledges the request of ${who}: NLMSG_ERROR with error 0.`];
    if (message.type === 'NLMSG_DONE') return [`The kernel has sent the whole dump: this message of ${size} ends it.`];
    if (message.isDump) {
      const count = exchange.answers.length - 1;
      return [`The kernel answers ${who} with a dump: ${plural(count, 'message')} and NLMSG_DONE. This is the first.`];
    }
    if (message.answer) return [`The kernel answers ${who} with ${size}.`];
    if (message.role === 'n') return [`The kernel notifies ${who} of a change; nobody asked for this message.`];
    const verb = {
      dump: 'asks the kernel for all of a kind: a dump', get: 'asks the kernel for one thing',
      new: 'asks the kernel to make something', set: 'asks the kernel to change something',
      delete: 'asks the kernel to remove something', flush: 'asks the kernel to remove all of a kind',
    }[message.verb];
    if (verb) return [`${who} ${verb}. The request takes ${size}.`];
    return [`${who} ${message.isReceived ? 'receives' : 'sends'} ${message.isReceived ? '' : 'the kernel '}a message of ${size}.`];
  }

  function move(by) {
    if (step + by >= steps.length && at + 1 < messages.length) return moveMessage(1);
    if (step + by < 0 && at > 0) {
      at--;
      drawMessage();
      return goTo(steps.length - 1);
    }
    return goTo(step + by);
  }

  function moveMessage(by) {
    const to = Math.max(0, Math.min(at + by, messages.length - 1));
    if (to !== at) {
      at = to;
      drawMessage();
    }
    goTo(0);
  }

  function key(event) {
    const moves = {
      ArrowRight: () => move(1), ArrowLeft: () => move(-1), ArrowDown: () => moveMessage(1), ArrowUp: () => moveMessage(-1),
      ' ': () => move(1), PageDown: () => move(1), PageUp: () => move(-1), Home: () => goTo(0), End: () => goTo(steps.length - 1),
    };
    if (!(event.key in moves)) return false;
    moves[event.key]();
    return true;
  }

  return { open, key };
}
