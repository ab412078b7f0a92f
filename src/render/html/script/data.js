// The data of the page: one JSON array per line, the first element says what it is.
//
//   h  head: version, title, lesson?, limit, start (seconds, nanoseconds)
//   s  socket: pid, comm, fd, protocol
//   m  message: what the list shows
//   f  the fields of the message before it, read only when somebody looks at it
//   k  definition of a field; l  layout: the fields of messages of one shape
//   w  what a symbol or message type is for
//   x  what is no message: a call, the end of a process
//   e  end: messages and events that were left out
//
// Text in it may come from a hostile capture. The page only ever puts it into text nodes.

/** Positions in the array of a definition. */
const NAME = 1, LOOK = 2, ROLE = 3, TYPE = 4, ORDER = 5, SIGNED = 6, ID = 7, FLAGS = 8, SCOPE = 9, HOLDS = 10, UNIT = 11,
  PURPOSE = 12, LAYOUT = 13, CHECKS = 14;

/** Reads the data of the page. */
function readTrace(text) {
  const trace = {
    version: '', title: '', lesson: false, limit: 0, start: 0, startNs: 0,
    sockets: [], messages: [], events: [], items: [], exchanges: new Map(),
    definitions: [], layouts: [], words: new Map(), leftOut: 0, eventsLeftOut: 0, isWhole: false,
  };
  let from = 0;
  while (from < text.length) {
    let to = text.indexOf('\n', from);
    if (to < 0) to = text.length;
    // The letter of a line stands at a fixed place: ["m",…
    const letter = text[from + 2];
    if (letter === 'f') {
      const message = trace.messages[trace.messages.length - 1];
      if (message) message.raw = text.slice(from, to);
    } else if (to > from + 3) {
      let line;
      try {
        line = JSON.parse(text.slice(from, to));
      } catch {
        break; // The page was cut off: nltrace was killed while it wrote this line.
      }
      readLine(trace, letter, line);
    }
    from = to + 1;
  }
  return trace;
}

function readLine(trace, letter, line) {
  switch (letter) {
    case 'h':
      [, trace.version, trace.title, trace.lesson, trace.limit, trace.start, trace.startNs] = line;
      break;
    case 's':
      trace.sockets.push({
        index: trace.sockets.length, pid: line[1], comm: line[2], fd: line[3],
        protocol: (line[4] ?? 'NETLINK_?').replace('NETLINK_', ''),
      });
      break;
    case 'm':
      addMessage(trace, line);
      break;
    case 'k':
      trace.definitions.push(line);
      break;
    case 'l':
      trace.layouts.push(line);
      break;
    case 'w':
      trace.words.set(line[1], line[2]);
      break;
    case 'x': {
      const event = {
        isMessage: false, time: line[1], socket: trace.sockets[line[2]], isError: line[3] === 1, text: line[4],
        findings: line[5],
      };
      trace.events.push(event);
      trace.items.push(event);
      break;
    }
    case 'e':
      [, trace.leftOut, trace.eventsLeftOut] = line;
      trace.isWhole = true;
      break;
  }
}

function addMessage(trace, line) {
  const answer = line[10] === null ? null : { latency: line[10], facts: line[11] };
  const rest = answer === null ? 11 : 12;
  const fault = line[rest];
  const message = {
    isMessage: true,
    number: trace.messages.length + 1,
    time: line[1], socket: trace.sockets[line[2]], isReceived: line[3] === 1, role: line[4], exchange: line[5],
    type: line[6], keys: line[7], verb: line[8], length: line[9], answer,
    error: fault === null ? null
      : { name: fault[0], reason: fault[1], offence: fault[2], offset: fault[3], advice: fault[4], isMild: fault[5] === 1 },
    call: line[rest + 1], notes: line[rest + 2], findings: line[rest + 3],
    raw: '', fields: null,
  };
  message.isError = message.error !== null && !message.error.isMild;
  message.isDump = answer !== null && answer.facts.includes('d');
  trace.messages.push(message);
  trace.items.push(message);
  if (message.exchange > 0) {
    let exchange = trace.exchanges.get(message.exchange);
    if (!exchange) {
      exchange = { request: null, answers: [] };
      trace.exchanges.set(message.exchange, exchange);
    }
    if (answer === null) exchange.request ??= message;
    else exchange.answers.push(message);
  }
}

/** Returns the fields of a message: bytes, rows, and the rows that stand under no other. Read once. */
function fieldsOf(trace, message) {
  if (message.fields) return message.fields;
  const line = message.raw ? JSON.parse(message.raw) : ['f', -1, '', [], [], null];
  const [, layout, encoded, values, said, mark] = line;
  const bytes = Uint8Array.from(atob(encoded), (c) => c.charCodeAt(0));
  const rows = [];
  const numbers = trace.layouts[layout] ?? ['l'];
  let value = 0;
  for (let at = 1; at + 3 < numbers.length; at += 4) {
    const definition = trace.definitions[numbers[at]];
    const hasValue = !'hpfg'.includes(definition[LOOK]);
    rows.push({
      index: rows.length, definition, depth: numbers[at + 1], start: numbers[at + 2], end: numbers[at + 2] + numbers[at + 3],
      value: hasValue ? values[value++] ?? '' : '', said: [], parts: [], isMarked: false,
    });
  }
  for (let at = 0; at + 1 < said.length; at += 2) rows[said[at]]?.said.push(said[at + 1]);
  if (mark !== null && rows[mark]) rows[mark].isMarked = true;
  markOffender(trace, message, rows);
  message.fields = { bytes, rows, top: nest(rows), owners: owners(rows, bytes.length) };
  return message.fields;
}

/** Marks the field of a request that the kernel complained about. */
function markOffender(trace, message, rows) {
  if (message.answer !== null || message.exchange === 0) return;
  for (const { error } of trace.exchanges.get(message.exchange).answers) {
    if (error === null || error.offset === null) continue;
    const holds = rows.filter((row) => row.start <= error.offset && error.offset < row.end && row.definition[ROLE] !== 'n');
    const found = holds.find((row) => row.start === error.offset && row.definition[ROLE] === 'a') ?? holds.pop();
    if (found) found.isMarked = true;
  }
}

/** Puts rows under those that enclose them. The members of the header get a row of their own. */
function nest(rows) {
  const top = [];
  const open = [];
  for (const row of rows) {
    while (open.length > 0 && open[open.length - 1].depth >= row.depth) open.pop();
    const siblings = open.length > 0 ? open[open.length - 1].parts : top;
    const last = siblings[siblings.length - 1];
    if (row.definition[ROLE] === 'h') {
      const around = last?.isHeader ? last : header(row, open[open.length - 1] ?? null);
      if (around !== last) siblings.push(around);
      around.parts.push(row);
      around.end = row.end;
      row.parent = around;
      continue;
    }
    siblings.push(row);
    row.parent = open[open.length - 1] ?? null;
    open.push(row);
  }
  return top;
}

/** Makes the row of a message's header, which has no row of its own. */
function header(first, parent) {
  const definition = ['k', 'nlmsghdr', 'g', 'g', 'struct nlmsghdr', '', 0, null, [], null, 'nlmsghdr', null,
    'Every netlink message begins with it: how long the message is, what it is, and which request it belongs to.',
    'struct nlmsghdr: five members, 16 bytes, in the byte order of the machine.', []];
  return {
    index: -1 - first.index, isHeader: true, definition, depth: first.depth, start: first.start, end: first.end,
    value: '', said: [], parts: [], parent, isMarked: false,
  };
}

/** Returns for each byte the row that owns it: each byte belongs to exactly one leaf. */
function owners(rows, length) {
  const owner = new Int32Array(length).fill(-1);
  // Parts come after what encloses them, so the innermost row is written last.
  for (const row of rows) owner.fill(row.index, row.start, row.end);
  return owner;
}

/** Returns all rows of a message in wire order, those of headers too. */
function allRows(rows) {
  return rows.flatMap((row) => [row, ...allRows(row.parts)]);
}

/** Returns the names of what a field stands in, from the outside in. */
function pathOf(row) {
  return row.parent ? [...pathOf(row.parent), row.parent.definition[NAME]] : [];
}

/** Returns where the value of a field begins: after the header, if it is an attribute. */
function payloadStart(row) {
  return row.definition[ROLE] === 'a' ? Math.min(row.start + 4, row.end) : row.start;
}

/** Reads an integer of 1 to 8 bytes; null if the field is none. */
function integerOf(row, bytes) {
  const order = row.definition[ORDER];
  const from = payloadStart(row);
  const width = row.end - from;
  if (order === '' || width < 1 || width > 8 || row.parts.length > 0) return null;
  let value = 0n;
  for (let at = 0; at < width; at++) {
    value = (value << 8n) | BigInt(bytes[order === 'b' ? from + at : row.end - 1 - at]);
  }
  return row.definition[SIGNED] ? BigInt.asIntN(8 * width, value) : value;
}

// Words -----------------------------------------------------------------------------------------------------------------------

/** Writes a time in nanoseconds in the unit that suits it, three digits long. */
function duration(nanoseconds) {
  const size = Math.abs(nanoseconds);
  if (size < 1000) return `${nanoseconds} ns`;
  const [factor, unit] = size < 1e6 ? [1e3, 'µs'] : size < 1e9 ? [1e6, 'ms'] : [1e9, 's'];
  const value = nanoseconds / factor;
  return `${value.toFixed(Math.abs(value) < 10 ? 2 : Math.abs(value) < 100 ? 1 : 0)} ${unit}`;
}

/** Writes the date and time of a message, in UTC. */
function clock(trace, nanoseconds) {
  if (trace.start === 0) return '';
  const total = BigInt(trace.start) * 1000000000n + BigInt(trace.startNs) + BigInt(Math.round(nanoseconds));
  const date = new Date(Number(total / 1000000000n) * 1000);
  if (Number.isNaN(date.getTime())) return '';
  const micros = String((total % 1000000000n) / 1000n).padStart(6, '0');
  return `${date.toISOString().slice(0, 19).replace('T', ' ')}.${micros} UTC`;
}

function plural(count, noun) {
  return `${count.toLocaleString('en')} ${noun}${count === 1 ? '' : 's'}`;
}

/** Names a socket: its process, if the source knows one, otherwise its protocol. */
function processName(socket) {
  return socket.comm === null ? `${socket.protocol} sockets` : `${socket.comm}[${socket.pid}]`;
}

function socketName(socket) {
  return socket.comm === null ? '' : `${socket.fd >= 0 ? `fd ${socket.fd} ` : ''}${socket.protocol}`;
}
