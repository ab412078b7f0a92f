// One message: its fields as a tree beside its bytes. Looking at a field marks its bytes, and looking at a byte marks its field.

/** Rows and bytes that are drawn at once; a button draws the others. */
const ROWS = 2000, BYTES = 4096;
/** Bytes in a line. */
const WIDE = 8;

/** Draws a message into an element. Returns what other parts of the page need: its rows, and a function that marks one. */
function newMessageView(trace, message, options = {}) {
  const fields = fieldsOf(trace, message);
  const rows = allRows(fields.top);
  const rowsByIndex = new Map(rows.map((row) => [row.index, row]));
  const refusedRows = rows.filter((row) => row.isMarked);
  const isBig = rows.some((row) => row.isHeader && row.parts[0].definition[ORDER] === 'b');
  const tree = el('ul', 'tree', { role: 'tree', 'aria-label': `fields of ${message.type}` });
  const dump = el('div', 'bytes', { role: 'group', 'aria-label': `bytes of ${message.type}`, tabindex: '0' });
  const inspector = el('div', 'inspector', { 'aria-live': 'off' });
  const element = el('div', `view ${options.classes ?? ''}`, {}, el('div', 'columns', {}, tree, dump), inspector);
  const items = new Map();
  const cells = [];
  let marked = null;
  let pinned = null;

  drawTree(ROWS);
  drawBytes(BYTES);

  function drawTree(limit) {
    let left = limit;
    const draw = (parts, level) => parts.flatMap((row) => {
      if (left-- <= 0) return [];
      const item = drawField(row, level);
      items.set(row.index, item);
      if (row.parts.length > 0) item.append(el('ul', '', { role: 'group' }, ...draw(row.parts, level + 1)));
      return [item];
    });
    tree.replaceChildren(...draw(fields.top, 1));
    if (rows.length > limit) {
      tree.append(el('li', 'more', { role: 'none' },
        button('', `Show all ${plural(rows.length, 'field')}`, '', () => drawTree(Infinity))));
    }
    tree.querySelector('[role=treeitem]')?.setAttribute('tabindex', '0');
  }

  function drawField(row, level) {
    const definition = row.definition;
    const look = row.isHeader ? 'g' : definition[LOOK];
    const line = el('div', 'field', {});
    const name = fieldName(row);
    line.append(el('span', 'name', {}, name));
    if (row.parts.length > 0) line.prepend(el('span', 'twisty', { 'aria-hidden': 'true' }));
    if (look === 'h') {
      line.append(el('span', 'value', {}, headerWords(row)));
    } else if (row.value) {
      line.append(el('span', 'value', {}, ...breakable(row.value)));
    }
    for (const flag of definition[FLAGS]) line.append(el('span', 'flag', {}, flag));
    if (row.isMarked) line.append(el('span', 'blame', {}, 'refused'));
    line.append(el('span', 'type', {}, typeWords(row)));
    const item = el('li', `look-${look}${row.isMarked ? ' refused' : ''}`, {
      role: 'treeitem', tabindex: '-1', 'aria-level': level, 'aria-label': `${name} ${row.value} ${typeWords(row)}`,
      'aria-expanded': row.parts.length === 0 ? null : String(!(options.foldsRequest && isWholeMessage(row))),
    }, line, ...row.said.map((text) => el('div', 'said', {}, text)));
    item.dataset.row = row.index;
    return item;
  }

  /** Whether a field is the request that an error repeats. */
  function isWholeMessage(row) {
    return row.depth === 0 && row.parts[0]?.isHeader === true;
  }

  function fieldName(row) {
    if (row.definition[LOOK] === 'h') return 'nlattr';
    if (row.definition[LOOK] === 'p') return row.definition[NAME] || 'padding';
    return row.definition[NAME] || (row.definition[ROLE] === 'v' ? 'value' : row.definition[HOLDS] ?? 'bytes');
  }

  function typeWords(row) {
    if (row.definition[LOOK] === 'h') return '4 bytes';
    if (row.definition[LOOK] === 'p') return plural(row.end - row.start, 'byte');
    return row.definition[TYPE].replace(/,.*/, '');
  }

  /** What the four bytes before a nest say. */
  function headerWords(row) {
    const numbers = attributeHeader(row.start);
    return `nla_len=${numbers.length} nla_type=${numbers.type}`;
  }

  function attributeHeader(at) {
    const pair = (from) => {
      const [a, b] = [fields.bytes[from] ?? 0, fields.bytes[from + 1] ?? 0];
      return isBig ? a * 256 + b : b * 256 + a;
    };
    return { length: pair(at), type: pair(at + 2) };
  }

  function drawBytes(limit) {
    cells.length = 0;
    const lines = [];
    const count = Math.min(fields.bytes.length, limit);
    for (let from = 0; from < count; from += WIDE) {
      const hex = el('span', 'hex'), ascii = el('span', 'ascii', { 'aria-hidden': 'true' });
      for (let at = from; at < Math.min(from + WIDE, count); at++) {
        const byte = fields.bytes[at];
        const classes = byteClasses(at);
        const cell = el('i', classes, { 'data-at': at }, isHidden(at) ? '**' : byte.toString(16).padStart(2, '0'));
        const letter = el('i', classes, { 'data-at': at },
          byte >= 0x20 && byte < 0x7f && !isHidden(at) ? String.fromCharCode(byte) : '·');
        cells.push([cell, letter]);
        hex.append(cell);
        ascii.append(letter);
      }
      lines.push(el('div', 'line', {}, el('span', 'offset', {}, String(from)), hex, ascii));
    }
    dump.replaceChildren(...lines);
    if (count < fields.bytes.length) {
      dump.append(button('more', `Show all ${plural(fields.bytes.length, 'byte')}`, '', () => drawBytes(Infinity)));
    }
  }

  function isHidden(at) {
    const row = fields.rows[fields.owners[at]];
    return row !== undefined && row.value.startsWith('(hidden') && at >= payloadStart(row);
  }

  function byteClasses(at) {
    const row = fields.rows[fields.owners[at]];
    if (!row) return 'look-u';
    const refused = refusedRows.some((other) => at >= other.start && at < other.end) ? ' refused' : '';
    if (row.definition[ROLE] === 'a' && at < row.start + 4) return `look-h${refused}`;
    return `look-${row.definition[LOOK]}${refused}`;
  }

  /** Marks a field and its bytes. */
  function mark(row, canScroll = false) {
    if (marked === row) return;
    unmark();
    marked = row;
    if (!row) {
      inspector.replaceChildren();
      return;
    }
    const item = items.get(row.index);
    item?.classList.add('marked');
    const content = payloadStart(row);
    for (let at = row.start; at < Math.min(row.end, cells.length); at++) {
      for (const cell of cells[at]) cell.classList.add(at < content ? 'marked-header' : 'marked');
    }
    if (canScroll) {
      scrollInside(tree, item?.firstElementChild);
      scrollInside(dump, cells[row.start]?.[0]);
    }
    inspector.replaceChildren(...inspect(row));
  }

  function unmark() {
    for (const cell of element.querySelectorAll('.marked, .marked-header')) cell.classList.remove('marked', 'marked-header');
  }

  /** What is known of a field. */
  function inspect(row) {
    const definition = row.definition;
    const terms = [];
    const add = (term, text) => {
      if (text !== null && text !== undefined && text !== '') terms.push(el('dt', '', {}, term), el('dd', '', {}, text));
    };
    const integer = integerOf(row, fields.bytes);
    add('value', row.value);
    if (integer !== null && !row.value.startsWith('(hidden')) {
      add('number', `${integer} = 0x${BigInt.asUintN(64, integer).toString(16)}`);
    }
    add('type', definition[TYPE]);
    add('byte order', { l: 'little-endian', b: 'big-endian' }[definition[ORDER]]);
    add('unit', definition[UNIT]);
    add('bytes', placeWords(row));
    if (definition[ROLE] === 'a') {
      const { length, type } = attributeHeader(row.start);
      const flags = definition[FLAGS].map((flag) => ` | ${flag}`).join('');
      add('header', `nla_len ${length}, nla_type 0x${type.toString(16)} = ${definition[ID]}${flags}`);
    }
    const isAttribute = definition[ROLE] === 'a';
    if (definition[SCOPE]) add(isAttribute ? 'set' : 'in', isAttribute ? `${definition[SCOPE]}_*` : `struct ${definition[SCOPE]}`);
    add('policy', definition[CHECKS].join('; '));
    const sentences = [definition[PURPOSE], definition[LAYOUT], ...row.said].filter((text) => text);
    return [
      el('h3', '', {}, fieldName(row)),
      el('div', 'purpose', {}, el('p', '', {}, sentences.join(' ')), ...symbolSentences(trace, row)),
      el('dl', '', {}, ...terms),
    ];
  }

  function rowOf(element) {
    const item = element.closest('[data-row]');
    if (item) return rowsByIndex.get(Number(item.dataset.row)) ?? null;
    const cell = element.closest('[data-at]');
    return cell ? fields.rows[fields.owners[Number(cell.dataset.at)]] ?? null : null;
  }

  function hover(event) {
    const row = rowOf(event.target);
    if (row) mark(row);
  }
  tree.addEventListener('pointerover', hover);
  dump.addEventListener('pointerover', (event) => {
    const row = rowOf(event.target);
    if (row) {
      mark(row);
      scrollInside(tree, items.get(row.index)?.firstElementChild);
    }
  });
  element.addEventListener('pointerleave', () => mark(pinned));
  dump.addEventListener('click', (event) => {
    const row = rowOf(event.target);
    if (row) focusRow(row);
  });
  tree.addEventListener('focusin', (event) => {
    const row = rowOf(event.target);
    if (!row) return;
    pinned = row;
    for (const item of tree.querySelectorAll('[tabindex="0"]')) item.setAttribute('tabindex', '-1');
    event.target.setAttribute('tabindex', '0');
    mark(row, true);
  });
  tree.addEventListener('click', (event) => {
    const item = event.target.closest('[role=treeitem]');
    if (!item) return;
    if (event.target.closest('.twisty')) toggle(item);
    item.focus();
  });
  tree.addEventListener('keydown', (event) => {
    const item = event.target.closest('[role=treeitem]');
    if (!item || event.altKey || event.ctrlKey || event.metaKey) return;
    const seen = [...tree.querySelectorAll('[role=treeitem]')].filter((other) => other.offsetParent !== null);
    const at = seen.indexOf(item);
    const isOpen = item.getAttribute('aria-expanded') === 'true';
    const keys = {
      ArrowDown: () => seen[at + 1]?.focus(),
      ArrowUp: () => seen[at - 1]?.focus(),
      Home: () => seen[0]?.focus(),
      End: () => seen[seen.length - 1]?.focus(),
      ArrowRight: () => (item.getAttribute('aria-expanded') === 'false' ? toggle(item) : isOpen && seen[at + 1]?.focus()),
      ArrowLeft: () => (isOpen ? toggle(item) : item.parentElement.closest('[role=treeitem]')?.focus()),
    };
    if (!(event.key in keys)) return;
    keys[event.key]();
    event.preventDefault();
    event.stopPropagation();
  });

  function toggle(item) {
    const isOpen = item.getAttribute('aria-expanded');
    if (isOpen !== null) item.setAttribute('aria-expanded', isOpen === 'true' ? 'false' : 'true');
  }

  function focusRow(row) {
    const item = items.get(row.index);
    for (let up = item?.parentElement.closest('[role=treeitem]'); up; up = up.parentElement.closest('[role=treeitem]')) {
      up.setAttribute('aria-expanded', 'true');
    }
    item?.focus();
  }

  const refused = refusedRows[refusedRows.length - 1] ?? null;
  pinned = refused;
  mark(refused);
  return { element, rows, mark, focusRow, items, cells, refused };
}

/** Says where a field is: `36 to 39 (4)`. */
function placeWords(row) {
  const size = row.end - row.start;
  if (size < 2) return size === 0 ? `none, at ${row.start}` : `${row.start}`;
  return `${row.start} to ${row.end - 1} (${size})`;
}

/** Says what the symbols of a value are for: each flag, or the name of a number. */
function symbolSentences(trace, row) {
  return row.value.split('|').filter((symbol) => trace.words.has(symbol)).map((symbol) => el('p', '', {},
    el('code', '', {}, symbol), ` ${trace.words.get(symbol)}`));
}

/** Lets a list of flags break after its bars. */
function breakable(text) {
  return text.split('|').flatMap((flag, at) => (at === 0 ? [flag] : ['|', el('wbr'), flag]));
}

/** Scrolls an element into view inside one that scrolls, without moving the page. */
function scrollInside(outer, inner) {
  if (!inner || outer.scrollHeight <= outer.clientHeight) return;
  const [box, target] = [outer.getBoundingClientRect(), inner.getBoundingClientRect()];
  if (target.top < box.top) outer.scrollTop -= box.top - target.top + 8;
  else if (target.bottom > box.bottom) outer.scrollTop += target.bottom - box.bottom + 8;
}

/** Draws the head of a message: what it is, who sent it, what it answers. */
function messageHead(trace, message, go) {
  const head = el('header', 'message-head');
  const link = el('a', 'permalink', { href: `#m${message.number}`, title: 'Link to this message' }, `#${message.number}`);
  head.append(el('h2', message.isError ? 'bad' : '', {}, link, ' ', message.type));
  const who = processName(message.socket);
  const way = message.isReceived ? `kernel → ${who}` : `${who} → kernel`;
  const facts = [{ q: 'request', a: 'answer', n: 'notification', s: 'stray' }[message.role] ?? 'message', way,
    socketName(message.socket), message.call, plural(message.length, 'byte'), clock(trace, message.time)];
  head.append(el('p', 'facts', {}, facts.filter((fact) => fact).join(' · ')));
  const purpose = trace.words.get(typeName(message));
  if (purpose) head.append(el('p', 'facts', {}, purpose));
  const exchange = message.exchange > 0 ? trace.exchanges.get(message.exchange) : null;
  if (message.answer && exchange) {
    const after = trace.start > 0 ? ` after ${duration(message.answer.latency)}` : '';
    const guess = message.answer.facts.includes('g') ? ' (a guess)' : '';
    head.append(exchange.request
      ? el('p', 'facts', {}, 'answers ', messageLink(exchange.request, go), `${after}${guess}`)
      : el('p', 'facts', {}, `answers a request that is not on this page${after}${guess}`));
  } else if (exchange && exchange.answers.length > 0) {
    const first = exchange.answers[0];
    const more = exchange.answers.length - 1;
    head.append(el('p', 'facts', {}, 'answered by ', messageLink(first, go),
      trace.start > 0 ? ` after ${duration(first.answer.latency)}` : '', more > 0 ? ` and ${more} more` : ''));
  }
  if (message.error) head.append(errorBox(message.error));
  for (const note of message.notes) head.append(el('p', 'remark', {}, note));
  for (let at = 0; at + 1 < message.findings.length; at += 2) {
    head.append(el('p', message.findings[at + 1] ? 'remark bad' : 'remark', {}, message.findings[at]));
  }
  return head;
}

/** The type of a message without the family before it in generic netlink, and without the mark of a guess after it. */
function typeName(message) {
  return message.type.split(' ').pop().replace(/\?$/, '');
}

function messageLink(message, go) {
  const link = el('a', '', { href: `#m${message.number}` }, `#${message.number} ${message.type}`);
  link.addEventListener('click', (event) => {
    event.preventDefault();
    go(message);
  });
  return link;
}

/** What an error says: the kernel's words first. */
function errorBox(error) {
  return el('div', error.isMild ? 'error mild' : 'error', { role: 'note' },
    error.reason ? el('p', 'reason', {}, `“${error.reason}”`) : null,
    error.name ? el('p', 'errno', {}, error.name) : null,
    error.offence ? el('p', 'offence', {}, `refused: ${error.offence}`) : null,
    ...error.advice.map((text) => el('p', '', {}, text)));
}
