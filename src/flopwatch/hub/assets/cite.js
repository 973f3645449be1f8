// Citations: they contain the page's address, and a page opened through one shows what was quoted.
(function () {
  'use strict';
  const {copyText, gettext} = globalThis.flopwatchWords;
  const flop = /^[0-9](?:\.[0-9]{1,3})?e[0-9]{1,2}$/;
  const day = /^[0-9]{4}-[0-9]{2}-[0-9]{2}$/;
  if (location.protocol.startsWith('http')) {
    const { href } = document.querySelector('a.cite-link');
    for (const node of document.querySelectorAll('.cite-link:not([data-fixed])')) node.textContent = href;
  }
  for (const button of document.querySelectorAll('button[data-copy]')) {
    if (!navigator.clipboard) continue;
    button.hidden = false;
    button.addEventListener('click', () => copyText(button, document.getElementById(button.dataset.copy).textContent.trim()));
  }
  // The query is outside text: only a date and a number are shown, as text.
  const note = document.getElementById('cited');
  const query = new URLSearchParams(location.search);
  const then = query.get('as-of') || '', figure = query.get('flop') || '';
  if (!note || !day.test(then) || (figure && !flop.test(figure))) return;
  const same = figure === note.dataset.flop;
  if (then === note.dataset.asOf && same) return;
  note.querySelector('span').textContent = [
    gettext('You followed a citation of the census as of %(date)s.', {date: then}),
    figure ? gettext('The figure was then %(figure)s FLOP.', {figure}) : '',
    same ? gettext('It has not changed since.') : gettext('It is now the one below; the history says what came since.'),
  ].filter(Boolean).join(' ');
  note.hidden = false;
})();
