// Page elements shared by the explorer's parts. All text is set by textContent: names come from outside.
(function () {
  'use strict';
  const F = (globalThis.flopwatch = globalThis.flopwatch || {});
  const {gettext, ngettext, phrase, isolated} = globalThis.flopwatchWords;
  const byId = (id) => document.getElementById(id);

  function el(name, props = {}, ...children) {
    const node = Object.assign(document.createElement(name), props);
    node.append(...children.filter((c) => c !== null && c !== ''));
    return node;
  }
  const bdi = (text) => el('bdi', {textContent: text});

  const SVG = 'http://www.w3.org/2000/svg';
  // The mark of a colour: always shape and colour together.
  function symbol([id, , , path]) {
    const svg = document.createElementNS(SVG, 'svg'), mark = document.createElementNS(SVG, 'path');
    for (const [k, v] of [['class', `symbol g-${id}`], ['width', 14], ['height', 14], ['viewBox', '-7 -7 14 14'], ['aria-hidden', 'true'], ['focusable', 'false']]) svg.setAttribute(k, v);
    mark.setAttribute('d', path);
    svg.append(mark);
    return svg;
  }

  // An amount in words: 3.8 × 10²⁵ for FLOP, 405 billion for counts.
  const SCALES = [
    [1e12, (number) => gettext('%(number)s trillion', {number})], [1e9, (number) => gettext('%(number)s billion', {number})],
    [1e6, (number) => gettext('%(number)s million', {number})],
  ];
  const inPowers = (id) => id === 'compute' || id === 'compute-per-parameter'; // FLOP
  const POWERS = [[1e9, 'GW'], [1e6, 'MW'], [1e3, 'kW'], [0, 'W']];
  // A chosen amount is exact: 10²⁵; an estimate is 1.0 × 10²⁵.
  function amount(id, value, exact = false) {
    if (inPowers(id)) {
      const [m, e] = value.toExponential(1).split('e');
      return [isolated(exact && Number(m) === 1 ? '10' : `${m} × 10`, el('sup', {textContent: String(Number(e))}))];
    }
    const shown = (unit) => Number((value / (unit || 1)).toPrecision(3)).toLocaleString('en');
    if (id === 'power') {
      const [unit, word] = POWERS.find(([u]) => value >= u);
      return [isolated(`${shown(unit)} ${word}`)];
    }
    const [unit, said] = SCALES.find(([u]) => value >= u) || [1, (number) => number];
    return [bdi(`${id === 'cost' ? '$' : ''}${said(shown(unit))}`)];
  }
  const pieces = (words) => Array.from(words.childNodes);
  const interval = (row) => pieces(phrase(gettext('%(low)s to %(high)s'), {low: amount('compute', row.p5)[0], high: amount('compute', row.p95)[0]}));
  const ninety = (row) => pieces(phrase(gettext('90%%: %(low)s to %(high)s'), {low: amount('compute', row.p5)[0], high: amount('compute', row.p95)[0]}));
  const counted = (n) => ({count: n.toLocaleString('en')});
  const models = (n) => ngettext('%(count)s model', '%(count)s models', n, counted(n));

  function save(name, href) {
    el('a', {href, download: name}).click();
  }
  function saveText(name, text, type) {
    const url = URL.createObjectURL(new Blob([text], {type}));
    save(name, url);
    setTimeout(() => URL.revokeObjectURL(url), 10000);
  }

  F.dom = {amount, bdi, byId, counted, el, inPowers, interval, models, ninety, save, saveText, symbol};
})();
