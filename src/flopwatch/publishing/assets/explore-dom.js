// Pieces of a page that the explorer's parts share. Whatever is shown goes in by textContent: names come from outside.
(function () {
  'use strict';
  const F = (globalThis.flopwatch = globalThis.flopwatch || {});
  const byId = (id) => document.getElementById(id);

  function el(name, props = {}, ...children) {
    const node = Object.assign(document.createElement(name), props);
    node.append(...children.filter((c) => c !== null && c !== ''));
    return node;
  }
  const bdi = (text) => el('bdi', {textContent: text});

  const SVG = 'http://www.w3.org/2000/svg';
  // The mark of a colour: shape and colour never part.
  function symbol([id, , , path]) {
    const svg = document.createElementNS(SVG, 'svg'), mark = document.createElementNS(SVG, 'path');
    for (const [k, v] of [['class', `symbol g-${id}`], ['width', 14], ['height', 14], ['viewBox', '-7 -7 14 14'], ['aria-hidden', 'true'], ['focusable', 'false']]) svg.setAttribute(k, v);
    mark.setAttribute('d', path);
    svg.append(mark);
    return svg;
  }

  // An amount in words: 3.8 × 10²⁵ for FLOP, 405 billion for what people count.
  const WORDS = [[1e12, ' trillion'], [1e9, ' billion'], [1e6, ' million']];
  const POWERS = [[1e9, ' GW'], [1e6, ' MW'], [1e3, ' kW']];
  // An amount that somebody chose is exact: 10²⁵, where an estimate is 1.0 × 10²⁵.
  function amount(id, value, exact = false) {
    if (id === 'compute') {
      const [m, e] = value.toExponential(1).split('e');
      return [`${exact && Number(m) === 1 ? '' : `${m} × `}10`, el('sup', {textContent: String(Number(e))})];
    }
    const [unit, word] = (id === 'power' ? POWERS : WORDS).find(([u]) => value >= u) || [1, id === 'power' ? ' W' : ''];
    const shown = Number((value / unit).toPrecision(3)).toLocaleString('en');
    return [`${id === 'cost' ? '$' : ''}${shown}${word}`];
  }
  const interval = (row) => [...amount('compute', row.p5), ' to ', ...amount('compute', row.p95)];
  const models = (n) => `${n.toLocaleString('en')} ${n === 1 ? 'model' : 'models'}`;

  function save(name, href) {
    el('a', {href, download: name}).click();
  }
  function saveText(name, text, type) {
    const url = URL.createObjectURL(new Blob([text], {type}));
    save(name, url);
    setTimeout(() => URL.revokeObjectURL(url), 10000);
  }
  function copy(button, text) {
    const label = button.textContent;
    const tell = (words) => {
      button.textContent = words;
      setTimeout(() => (button.textContent = label), 2000);
    };
    if (!navigator.clipboard) return tell('Copy it by hand');
    navigator.clipboard.writeText(text).then(() => tell('Copied'), () => tell('Copy it by hand'));
  }

  F.dom = {amount, bdi, byId, copy, el, interval, models, save, saveText, symbol};
})();
