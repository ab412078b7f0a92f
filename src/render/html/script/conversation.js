// The conversation as a sequence diagram: lanes of processes on the left, the kernel on the right, an arrow for each message.
// Only the rows that can be seen are in the document.

/** Lanes beside each other, at most; more processes share the last one. */
const LANES = 6;
/** Pixels between lanes, and before the first. */
const LANE_WIDTH = 18, LANE_START = 12;
/** Height of a row in pixels, --row in the styles. */
const ROW = 34;
/** Rows that are drawn above and below those that can be seen. */
const MARGIN = 12;

/** Assigns sockets to lanes: a lane for each socket, or for each process if there are many. */
function lanesOf(trace) {
  // A process that ends has no socket: what is said about it stands in the lane of its last one.
  const [known, others] = [trace.sockets.filter(hasProtocol), trace.sockets.filter((socket) => !hasProtocol(socket))];
  const bySocket = known.length <= LANES;
  const lanes = [];
  const found = new Map();
  for (const socket of [...known, ...others]) {
    const sibling = hasProtocol(socket) ? null : known.findLast((other) => other.pid === socket.pid);
    if (sibling) {
      socket.lane = sibling.lane;
      continue;
    }
    const name = bySocket ? `${processName(socket)} ${socketName(socket)}` : processName(socket);
    let lane = found.get(name);
    if (!lane) {
      if (lanes.length < LANES) {
        lane = { index: lanes.length, name, process: processName(socket), count: 1 };
        lanes.push(lane);
      } else {
        lane = lanes[LANES - 1];
        lane.count++;
      }
      found.set(name, lane);
    }
    socket.lane = lane;
  }
  for (const lane of lanes) if (lane.count > 1) lane.name = `${lane.name} and ${lane.count - 1} more`;
  return lanes;
}

function hasProtocol(socket) {
  return socket.protocol !== '?';
}

function laneX(lane) {
  return LANE_START + lane.index * LANE_WIDTH;
}

/** Makes the list. `onSelect` gets the message that is chosen. */
function newConversation(trace, onSelect, onUnfold) {
  const list = byId('list');
  const space = byId('list-space');
  const lanes = lanesOf(trace);
  let entries = [];
  let selected = -1;
  let drawn = new Map();

  drawLanes();

  function drawLanes() {
    const heads = byId('lanes');
    heads.replaceChildren(...lanes.map((lane) => {
      const item = el('li', `lane lane-${lane.index}`, {}, el('span', 'lane-mark'), lane.name);
      return item;
    }), el('li', 'kernel', {}, 'kernel'));
    list.style.setProperty('--lanes', `${LANE_START + lanes.length * LANE_WIDTH}px`);
    const lines = byId('lifelines');
    lines.replaceChildren(...lanes.map((lane) => {
      const line = el('div', `lifeline lane-${lane.index}`);
      line.style.left = `${laneX(lane)}px`;
      return line;
    }));
  }

  /** Shows entries, and keeps the chosen message if it is among them. */
  function show(newEntries) {
    const before = entries[selected]?.item;
    entries = newEntries;
    selected = entries.findIndex((entry) => entry.item === before);
    space.style.height = `${entries.length * ROW}px`;
    drawn.forEach((row) => row.remove());
    drawn = new Map();
    draw();
  }

  /** Draws the rows that can be seen, or all for the printer. */
  function draw(all = false) {
    const seen = all || list.clientHeight === 0
      ? [0, Math.min(entries.length, all ? 2000 : 100)]
      : [Math.max(0, Math.floor(list.scrollTop / ROW) - MARGIN),
        Math.min(entries.length, Math.ceil((list.scrollTop + list.clientHeight) / ROW) + MARGIN)];
    for (const [at, row] of drawn) {
      if (at < seen[0] || at >= seen[1]) {
        row.remove();
        drawn.delete(at);
      }
    }
    for (let at = seen[0]; at < seen[1]; at++) {
      if (!drawn.has(at)) {
        const row = drawRow(at);
        drawn.set(at, row);
        space.append(row);
      }
    }
    if (drawn.has(selected)) list.setAttribute('aria-activedescendant', `row-${selected}`);
    else list.removeAttribute('aria-activedescendant');
  }

  function drawRow(at) {
    const { item, dump, isPart } = entries[at];
    const row = el('div', 'row', {
      id: `row-${at}`, role: 'option', 'aria-posinset': at + 1, 'aria-setsize': entries.length,
      'aria-selected': at === selected ? 'true' : 'false', 'aria-label': sentence(entries[at]),
      'aria-expanded': dump ? String(dump.isOpen) : null,
    });
    row.style.top = `${at * ROW}px`;
    row.dataset.at = at;
    // What was pasted has no time.
    row.append(el('span', 'time', {}, trace.start > 0 ? (item.time / 1e9).toFixed(6) : ''));
    const scene = el('div', 'scene');
    row.append(scene);
    if (!item.isMessage) {
      row.classList.add('call');
      if (item.isError) row.classList.add('bad');
      scene.append(place(el('div', 'note', {}, callWords(item)), item));
    } else {
      row.classList.add(kindOf(item));
      if (item.isError) row.classList.add('bad');
      else if (item.error) row.classList.add('mild');
      if (isPart) row.classList.add('part');
      scene.append(place(el('div', `arrow ${item.isReceived ? 'from-kernel' : 'to-kernel'}`, {}, label(item, dump)), item));
    }
    row.append(el('span', 'latency', {}, latency(item, dump)));
    return row;
  }

  function place(element, item) {
    element.style.left = `${laneX(item.socket.lane)}px`;
    return element;
  }

  function label(item, dump) {
    const words = el('span', 'label');
    if (dump) {
      const twisty = el('span', 'twisty', { 'aria-hidden': 'true' }, dump.isOpen ? '▾' : '▸');
      words.append(twisty, el('b', '', {}, dumpType(dump)), ` × ${dump.messages.length.toLocaleString('en')}`,
        el('span', 'keys', {}, ` ${dump.bytes.toLocaleString('en')} bytes`));
      return words;
    }
    const error = item.error;
    if (error && error.name) {
      words.append(el('b', '', {}, error.name.split(' ')[0]), el('span', 'keys', {},
        error.reason ? ` “${error.reason}”` : ` ${error.name.replace(/^\S+ \((.*)\)$/, '$1')}`));
      if (error.offence) words.append(el('span', 'offence', {}, ` ${error.offence}`));
      return words;
    }
    words.append(el('b', '', {}, item.type));
    if (item.type === 'NLMSG_ERROR' && item.answer) words.append(el('span', 'keys', {}, ' acknowledged'));
    else if (item.type === 'NLMSG_DONE') words.append(el('span', 'keys', {}, ' end'));
    else if (item.verb === 'dump') words.append(el('span', 'keys', {}, ` dump ${item.keys}`));
    else if (item.keys) words.append(el('span', 'keys', {}, ` ${item.keys}`));
    return words;
  }

  function latency(item, dump) {
    const last = dump ? dump.messages[dump.messages.length - 1] : item;
    return last.isMessage && last.answer && trace.start > 0 ? duration(last.answer.latency) : '';
  }

  /** Chooses an entry and makes it visible. */
  function select(at, isQuiet = false) {
    if (entries.length === 0) return;
    const to = Math.max(0, Math.min(at, entries.length - 1));
    drawn.get(selected)?.setAttribute('aria-selected', 'false');
    selected = to;
    if (to * ROW < list.scrollTop) list.scrollTop = to * ROW;
    else if ((to + 1) * ROW > list.scrollTop + list.clientHeight) list.scrollTop = (to + 1) * ROW - list.clientHeight;
    draw();
    drawn.get(selected)?.setAttribute('aria-selected', 'true');
    if (!isQuiet) onSelect(entries[selected]);
  }

  /** Chooses a message. Returns false if it is not in the list. */
  function selectMessage(message, isQuiet = false) {
    let at = entries.findIndex((entry) => entry.item === message && entry.dump === null);
    if (at < 0) at = entries.findIndex((entry) => entry.dump?.messages.includes(message));
    if (at < 0) return false;
    select(at, isQuiet);
    return true;
  }

  /** Moves to the next error, or to the one before. */
  function nextError(step) {
    for (let at = selected + step; at >= 0 && at < entries.length; at += step) {
      if (entries[at].item.isError) return select(at);
    }
    announce(step > 0 ? 'No error below' : 'No error above');
  }

  list.addEventListener('scroll', () => draw());
  list.addEventListener('click', (event) => {
    const row = event.target.closest('.row');
    if (!row) return;
    const at = Number(row.dataset.at);
    if (entries[at].dump && event.target.closest('.twisty')) onUnfold(entries[at]);
    else select(at);
  });
  list.addEventListener('dblclick', (event) => {
    const row = event.target.closest('.row');
    if (row && entries[Number(row.dataset.at)].dump) onUnfold(entries[Number(row.dataset.at)]);
  });
  list.addEventListener('keydown', (event) => {
    const entry = entries[selected];
    const page = Math.max(1, Math.floor(list.clientHeight / ROW) - 1);
    const moves = { ArrowDown: 1, ArrowUp: -1, PageDown: page, PageUp: -page, Home: -entries.length, End: entries.length };
    if (event.key in moves) {
      select(selected + moves[event.key]);
    } else if (entry?.dump && (event.key === 'Enter' || event.key === (entry.dump.isOpen ? 'ArrowLeft' : 'ArrowRight'))) {
      onUnfold(entry);
    } else if (entry && (event.key === 'Enter' || event.key === 'ArrowRight')) {
      onSelect(entry);
      byId('message').querySelector('[role=treeitem]')?.focus();
    } else {
      return;
    }
    event.preventDefault();
  });
  window.addEventListener('resize', () => draw());

  return { show, draw, select, selectMessage, nextError, move: (step) => select(selected + step), lanes };
}

/** What a call does, without the process and socket whose lane it is in. */
function callWords(item) {
  const name = `${processName(item.socket)} `;
  return (item.text.startsWith(name) ? item.text.slice(name.length) : item.text).replace(/^-?\d+<NETLINK:\[[^\]]*\]> /, '');
}

/** Says what an entry is, for screen readers. */
function sentence({ item, dump }) {
  if (!item.isMessage) return item.text;
  const from = processName(item.socket);
  if (dump) return `the kernel answers ${from} with ${plural(dump.messages.length, 'message')} ${dumpType(dump)}`;
  if (item.isError) return `error ${item.error.name} ${item.error.reason ?? ''} to ${from}`;
  const verb = { q: 'asks', a: 'gets an answer', n: 'gets a notification', s: 'gets a stray message' }[item.role] ?? 'message';
  return `${from} ${verb}: ${item.type} ${item.keys}`;
}

/** The type of the messages of a dump: the first that is not its end. */
function dumpType(dump) {
  return dump.messages.find((message) => !message.type.startsWith('NLMSG_'))?.type ?? dump.messages[0].type;
}

function kindOf(item) {
  return { q: 'request', a: 'answer', n: 'notification', s: 'stray' }[item.role] ?? 'other';
}
