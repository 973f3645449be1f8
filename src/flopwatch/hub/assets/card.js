// One model as a card for other sites: its figure, interval and class of this census, by the address's `model`.
(function () {
  'use strict';
  const {amount, byId, el, ninety} = globalThis.flopwatch.dom, {dimensions, unpack} = globalThis.flopwatch.model, {cut} = globalThis.flopwatch.words;
  const {gettext} = globalThis.flopwatchWords;
  const data = globalThis.flopwatchData, dims = dimensions(data);
  const asked = (new URLSearchParams(location.search).get('model') || '').slice(0, 300);
  const row = unpack(data).find((one) => one.id === asked), facts = byId('card-facts');
  if (!row) {
    facts.append(el('p', {textContent: asked ? gettext('No model here has the id “%(id)s”.', {id: cut(asked, 80)}) : gettext('The address names no model.')}));
    return;
  }
  byId('card-name').textContent = cut(row.name, 90);
  byId('card-name').dir = 'auto';
  document.title = `${cut(row.name, 90)} · flopwatch`;
  byId('full').href = row.page;
  facts.append(el('p', {className: 'soft', dir: 'auto', textContent: [cut(row.organisation, 80), row.day].filter(Boolean).join(' · ')}));
  if (row.compute === null) facts.append(el('p', {className: 'unknown', textContent: gettext('Training compute: unknown')}));
  else {
    facts.append(el('p', {className: 'figure'}, ...amount('compute', row.compute), el('span', {className: 'unit', textContent: ' FLOP'})));
    if (row.p5 !== null) facts.append(el('p', {className: 'range'}, ...ninety(row)));
    if (row.doubted) facts.append(el('p', {className: 'warning', textContent: gettext('This figure is doubted.')}));
    const grade = dims.class.values[row.class[0]];
    if (data.headline && !row.doubted) facts.append(el('p', {}, el('span', {className: `badge ${grade.id}`, textContent: grade.words}), ' ', el('span', {className: 'soft', textContent: dims.class.title})));
  }
  if (globalThis.top === globalThis) {
    const box = byId('card-code'), address = location.href.split('#')[0].replaceAll('&', '&amp;').replaceAll('"', '&quot;');
    box.hidden = false;
    box.querySelector('textarea').value = `<iframe src="${address}" width="100%" height="260" loading="lazy" title="${cut(row.name, 90).replaceAll('&', '&amp;').replaceAll('"', '&quot;')}" style="border:0"></iframe>`;
  }
})();
