// Small helpers for the document. `el` is the only way in which the page makes elements: it sets text, never markup.

/** Makes an element with classes, attributes and children; strings become text. */
function el(name, classes = '', attributes = {}, ...children) {
  const element = document.createElement(name);
  if (classes) element.className = classes;
  for (const [key, value] of Object.entries(attributes)) {
    if (value !== null && value !== undefined) element.setAttribute(key, value);
  }
  element.append(...children.filter((child) => child !== null && child !== ''));
  return element;
}

function byId(id) {
  return document.getElementById(id);
}

/** Makes a button that does something. */
function button(classes, label, title, action) {
  const element = el('button', classes, { type: 'button', title }, label);
  element.addEventListener('click', action);
  return element;
}

/** Says something to screen readers. */
function announce(text) {
  byId('announcement').textContent = text;
}
