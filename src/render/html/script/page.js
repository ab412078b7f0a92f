// Starts the page and joins its parts: filter, timeline, conversation, message, lesson; permalinks, keys, theme, printing.

function startPage() {
  const trace = readTrace(byId('data').textContent);
  const filter = newFilter();
  const unfolded = new Set();
  const state = { message: null, kept: trace.items, isLesson: false, isPaired: null, step: 0 };

  const conversation = newConversation(trace, chooseEntry, unfold);
  const timeline = newTimeline(trace, (from, to) => {
    filter.from = from;
    filter.to = to;
    applyFilter();
  });
  const lesson = newLesson(trace, (message, step) => {
    state.message = message;
    setHash(message, step);
  });

  drawHead();
  fillChoices();
  applyFilter();
  followHash() || (trace.lesson ? openLesson(trace.messages[0]) : chooseFirst());
  prepareSearch(trace);
  document.documentElement.dataset.ready = 'true';

  // Head --------------------------------------------------------------------------------------------------------------------

  function drawHead() {
    document.title = trace.title ? `${trace.title} – nltrace` : 'nltrace';
    byId('title').textContent = trace.title || 'nltrace';
    const errors = trace.messages.filter((message) => message.isError).length;
    byId('counts').replaceChildren(plural(trace.messages.length, 'message'), errors > 0 ? el('span', 'bad', {},
      ` · ${plural(errors, 'error')}`) : '');
    const notes = [];
    if (trace.leftOut > 0) {
      notes.push(`The first ${plural(trace.limit, 'message')} are on this page; ${plural(trace.leftOut, 'message')} after them `
        + `${trace.leftOut === 1 ? 'is' : 'are'} left out (--limit).`);
    }
    if (trace.eventsLeftOut > 0) notes.push(`${plural(trace.eventsLeftOut, 'call')} are left out (--limit).`);
    if (!trace.isWhole) notes.push('This page is not complete: nltrace was stopped while it wrote it.');
    byId('left-out').replaceChildren(...notes.map((note) => el('p', '', {}, note)));
  }

  function fillChoices() {
    const fill = (id, names) => byId(id).append(...[...names].sort().map((name) => el('option', '', { value: name }, name)));
    fill('filter-type', new Set(trace.messages.map((message) => message.type)));
    fill('filter-process', new Set(trace.items.map((item) => processName(item.socket))));
    // A choice of one is none.
    byId('filter-type').hidden = byId('filter-type').options.length < 3;
    byId('filter-process').hidden = byId('filter-process').options.length < 3;
    byId('filter-calls-box').hidden = trace.events.length === 0;
    // What was pasted has no time.
    byId('timeline').hidden = trace.start === 0;
    byId('made-by').textContent = `Made by nltrace ${trace.version}.`;
    if (trace.items.length === 0) byId('empty').textContent = 'There are no messages.';
  }

  // Filter ------------------------------------------------------------------------------------------------------------------

  function applyFilter() {
    const start = performance.now();
    filter.text = byId('filter-text').value;
    filter.type = byId('filter-type').value;
    filter.process = byId('filter-process').value;
    filter.errors = byId('filter-errors').checked;
    state.kept = filtered(trace, filter, byId('filter-calls').checked);
    conversation.show(folded(state.kept, unfolded));
    requestAnimationFrame(() => timeline.draw(state.kept));
    const count = state.kept.filter((item) => item.isMessage).length;
    byId('empty').hidden = state.kept.length > 0;
    byId('shown').textContent = count === trace.messages.length ? '' : `${count.toLocaleString('en')} shown`;
    document.documentElement.dataset.filterTime = (performance.now() - start).toFixed(1);
  }

  for (const id of ['filter-type', 'filter-process', 'filter-errors', 'filter-calls']) {
    byId(id).addEventListener('change', () => {
      applyFilter();
      announce(`${plural(state.kept.length, 'entry').replace('entrys', 'entries')} shown`);
    });
  }
  byId('filter-text').addEventListener('input', applyFilter);

  // Choosing a message ------------------------------------------------------------------------------------------------------

  function chooseFirst() {
    const first = trace.messages.find((message) => message.isError) ?? trace.messages[0];
    if (first) conversation.selectMessage(first, true) && showMessage(first, false);
  }

  function chooseEntry({ item, dump }) {
    if (item.isMessage) showMessage(dump ? dump.messages[0] : item, true);
  }

  function unfold({ item, dump }) {
    if (dump.isOpen) unfolded.delete(item.exchange);
    else unfolded.add(item.exchange);
    conversation.show(folded(state.kept, unfolded));
  }

  /** Shows a message beside the conversation, an error beside the request that it is about. */
  function showMessage(message, setsHash, field = null) {
    state.message = message;
    const partner = partnerOf(message);
    const isPaired = partner !== null && (state.isPaired ?? message.error !== null);
    const shown = isPaired ? (message.answer ? [partner, message] : [message, partner]) : [message];
    const pane = byId('message');
    // An error repeats its request, which stands beside it.
    const views = shown.map((one) => ({ one, view: newMessageView(trace, one, { foldsRequest: isPaired }) }));
    pane.replaceChildren(messageBar(message, partner, isPaired), el('div', isPaired ? 'pair' : 'single', {},
      ...views.map(({ one, view }) => el('article', one === message ? 'chosen' : '', { 'aria-label': `message ${one.number}` },
        messageHead(trace, one, go), view.element))));
    pane.scrollTop = 0;
    if (setsHash) document.body.classList.add('has-message');
    if (field !== null) {
      const { view } = views.find(({ one }) => one === message);
      const row = view.rows.find((other) => other.index === field);
      if (row) view.focusRow(row);
    }
    if (setsHash) setHash(message, null);
  }

  function messageBar(message, partner, isPaired) {
    const bar = el('nav', 'bar', { 'aria-label': 'message' },
      button('back', '‹ Conversation', 'Back to the conversation (Esc)', closeMessage),
      button('', '‹', 'Previous message (k)', () => step(-1)), button('', '›', 'Next message (j)', () => step(1)));
    if (partner) {
      const pair = button(isPaired ? 'pressed' : '', 'Side by side', 'Request and answer side by side (p)', togglePair);
      pair.setAttribute('aria-pressed', String(isPaired));
      bar.append(pair, button('', message.answer ? 'To the request' : 'To the answer', 'Request or answer (r)', goToPartner));
    }
    bar.append(button('', 'Lesson', 'Go through this message field by field (l)', () => openLesson(message)));
    return bar;
  }

  /** The request of an answer, or the last answer that says something about a request: its error, or the first answer. */
  function partnerOf(message) {
    const exchange = message.exchange > 0 ? trace.exchanges.get(message.exchange) : null;
    if (!exchange) return null;
    if (message.answer) return exchange.request;
    return exchange.answers.find((answer) => answer.error) ?? exchange.answers[0] ?? null;
  }

  function go(message, field = null) {
    if (!conversation.selectMessage(message, true)) {
      resetFilter();
      conversation.selectMessage(message, true);
    }
    showMessage(message, true, field);
  }

  function step(by) {
    const to = trace.messages[state.message.number - 1 + by];
    if (to) go(to);
  }

  function goToPartner() {
    const partner = state.message && partnerOf(state.message);
    if (partner) go(partner);
    else announce('No request or answer');
  }

  function togglePair() {
    const article = byId('message').querySelector('.pair');
    state.isPaired = article === null;
    showMessage(state.message, false);
  }

  function closeMessage() {
    document.body.classList.remove('has-message');
    byId('list').focus();
  }

  function resetFilter() {
    for (const id of ['filter-text', 'filter-type', 'filter-process']) byId(id).value = '';
    byId('filter-errors').checked = false;
    timeline.choose(0, STEPS);
  }

  // Permalinks: #m42 is a message, #m42.7 a field of it, #m42s3 a step of its lesson -------------------------------------------

  function setHash(message, step) {
    const hash = step === null ? `#m${message.number}` : `#m${message.number}s${step}`;
    if (location.hash !== hash) history.replaceState(null, '', hash);
  }

  function followHash() {
    const found = /^#m(\d+)(?:\.(\d+)|s(\d+))?$/.exec(location.hash);
    const message = found && trace.messages[Number(found[1]) - 1];
    if (!message) return false;
    if (found[3] !== undefined) openLesson(message, Number(found[3]));
    else {
      closeLesson();
      go(message, found[2] === undefined ? null : Number(found[2]));
    }
    return true;
  }
  window.addEventListener('hashchange', followHash);

  // Lesson ------------------------------------------------------------------------------------------------------------------

  function openLesson(message, step = 0) {
    state.isLesson = true;
    document.body.classList.add('in-lesson');
    byId('lesson').hidden = false;
    byId('conversation').hidden = true;
    byId('lesson-button').setAttribute('aria-pressed', 'true');
    lesson.open(message ?? state.message ?? trace.messages[0], step);
  }

  function closeLesson() {
    if (!state.isLesson) return;
    state.isLesson = false;
    document.body.classList.remove('in-lesson');
    byId('lesson').hidden = true;
    byId('conversation').hidden = false;
    byId('lesson-button').setAttribute('aria-pressed', 'false');
    conversation.draw();
    timeline.draw(state.kept);
    if (state.message) go(state.message);
  }
  byId('lesson-button').addEventListener('click', () => (state.isLesson ? closeLesson() : openLesson(state.message)));

  // Keys --------------------------------------------------------------------------------------------------------------------

  const keys = {
    '/': () => byId('filter-text').focus(),
    j: () => state.message && step(1),
    k: () => state.message && step(-1),
    e: () => conversation.nextError(1),
    E: () => conversation.nextError(-1),
    r: goToPartner,
    p: () => state.message && partnerOf(state.message) && togglePair(),
    l: () => (state.isLesson ? closeLesson() : openLesson(state.message)),
    t: toggleTheme,
    '?': toggleHelp,
    Escape: escape,
  };

  document.addEventListener('keydown', (event) => {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    const isTyping = event.target.matches('input[type=search], select');
    if (isTyping && event.key !== 'Escape') return;
    if (state.isLesson && !event.target.matches('button, input, [role=treeitem]') && lesson.key(event)) {
      event.preventDefault();
      return;
    }
    const action = keys[event.key];
    if (!action || state.isLesson && !['l', 't', '?', 'Escape'].includes(event.key)) return;
    action();
    event.preventDefault();
  });

  function escape() {
    const dialog = byId('help');
    if (dialog.open) dialog.close();
    else if (state.isLesson) closeLesson();
    else if (document.activeElement === byId('filter-text')) {
      byId('filter-text').value = '';
      applyFilter();
      byId('list').focus();
    } else closeMessage();
  }

  function toggleHelp() {
    const dialog = byId('help');
    if (dialog.open) dialog.close();
    else dialog.showModal();
  }
  byId('help-button').addEventListener('click', toggleHelp);
  byId('help-close').addEventListener('click', toggleHelp);

  // Theme and printing ------------------------------------------------------------------------------------------------------

  function toggleTheme() {
    const root = document.documentElement;
    const isDark = (root.dataset.theme ?? (matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light')) === 'dark';
    root.dataset.theme = isDark ? 'light' : 'dark';
    timeline.draw(state.kept);
  }
  byId('theme-button').addEventListener('click', toggleTheme);
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => timeline.draw(state.kept));
  window.addEventListener('resize', () => timeline.draw(state.kept));
  // On paper the whole list is there, not only the part that can be seen.
  window.addEventListener('beforeprint', () => conversation.draw(true));
  window.addEventListener('afterprint', () => conversation.draw());
}

document.addEventListener('DOMContentLoaded', startPage);
