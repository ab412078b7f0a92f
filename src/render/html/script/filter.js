// The quick filter: text, type, process, errors only, and the time that is chosen in the timeline.

/** Makes a filter that keeps everything. */
function newFilter() {
  return { text: '', type: '', process: '', errors: false, from: -Infinity, to: Infinity };
}

/** Returns what a filter keeps, in order. Calls are kept with the messages of their process if they are shown at all. */
function filtered(trace, filter, showsCalls) {
  const words = filter.text.toLowerCase().split(/\s+/).filter((word) => word !== '');
  const named = words.map((word) => layoutsWith(trace, word));
  const written = words.map(inData);
  return trace.items.filter((item) => {
    if (!item.isMessage && !showsCalls && !item.isError) return false;
    if (item.time < filter.from || item.time > filter.to) return false;
    if (filter.process && processName(item.socket) !== filter.process) return false;
    if (filter.errors && !isAboutError(trace, item)) return false;
    if (filter.type && !(item.isMessage && item.type === filter.type)) return false;
    return words.every((word, at) => hasText(item, word, written[at], named[at]));
  });
}

/** Whether an item is an error, or the request that failed. */
function isAboutError(trace, item) {
  if (item.isError) return true;
  if (!item.isMessage || item.answer !== null || item.exchange === 0) return false;
  return trace.exchanges.get(item.exchange).answers.some((answer) => answer.isError);
}

/** Returns a word as the data of the page write it: they are JSON in ASCII. */
function inData(word) {
  return JSON.stringify(word).slice(1, -1).replace(/[<\x7f-\uffff]/g, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/** Whether the words of an item contain a text: its line, its fields' names, its values. */
function hasText(item, word, written, layouts) {
  item.words ??= (item.isMessage
    ? [`#${item.number}`, item.type, item.keys, processName(item.socket), item.error?.name, item.error?.reason,
      item.error?.offence, ...item.notes, ...item.findings]
    : [item.text, processName(item.socket)]).join('\n').toLowerCase();
  if (item.words.includes(word)) return true;
  if (!item.isMessage || item.raw === '') return false;
  const values = valuesOf(item);
  return layouts.has(item.layout) || values.includes(written);
}

/** Returns the values of a message in small letters, as the data write them. */
function valuesOf(message) {
  if (message.values === undefined) {
    // The values stand in the line after the bytes: ["f",12,"base64",["eth0",…
    const bytes = message.raw.indexOf('"', 5);
    message.layout = Number(message.raw.slice(5, bytes - 1));
    message.values = message.raw.slice(message.raw.indexOf('"', bytes + 1)).toLowerCase();
  }
  return message.values;
}

/** Prepares the search in the values, a few messages at a time, while the page has nothing else to do. */
function prepareSearch(trace, from = 0) {
  const idle = window.requestIdleCallback ?? ((work) => setTimeout(work, 50));
  idle(() => {
    trace.messages.slice(from, from + 500).forEach(valuesOf);
    if (from + 500 < trace.messages.length) prepareSearch(trace, from + 500);
  });
}

/** Returns the numbers of the layouts in which a field's name contains a word. */
function layoutsWith(trace, word) {
  const has = trace.definitions.map((definition) => definition[NAME].toLowerCase().includes(word));
  const found = new Set();
  trace.layouts.forEach((layout, number) => {
    for (let at = 1; at < layout.length; at += 4) {
      if (has[layout[at]]) {
        found.add(number);
        break;
      }
    }
  });
  return found;
}

/** Folds the answers of dumps: each becomes one entry at the place of its first message, unless it is unfolded. */
function folded(items, unfolded) {
  const entries = [];
  const dumps = new Map();
  for (const item of items) {
    if (!item.isMessage || !item.isDump || item.isError) {
      entries.push({ item, dump: null, isPart: false });
      continue;
    }
    let dump = dumps.get(item.exchange);
    if (!dump) {
      dump = { messages: [], bytes: 0, isOpen: unfolded.has(item.exchange) };
      dumps.set(item.exchange, dump);
      entries.push({ item, dump, isPart: false });
    }
    dump.messages.push(item);
    dump.bytes += item.length;
    if (dump.isOpen) entries.push({ item, dump: null, isPart: true });
  }
  // A dump of one message is that message.
  return entries.map((entry) => (entry.dump?.messages.length === 1 && !entry.dump.isOpen
    ? { item: entry.item, dump: null, isPart: false } : entry));
}
