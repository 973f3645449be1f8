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
    button.addEventListener('click', () => copyText(button, globalThis.flopwatchCopy.textOf(document.getElementById(button.dataset.copy))));
  }
  // The query is outside text: only a date and a number are shown, as text.
  const note = document.getElementById('cited');
  const query = new URLSearchParams(location.search);
  const then = query.get('as-of') || '', figure = query.get('flop') || '';
  if (!note || !day.test(then) || (figure && !flop.test(figure))) return;
  const same = figure === note.dataset.flop;
  if (then === note.dataset.asOf && same) return;
  // What the address says is compared with the release of that date; without one it remains a claim of the link.
  const kept = new Map(note.dataset.kept.split(' ').filter(Boolean).map((one) => one.split('=')));
  function said() {
    if (!figure) return '';
    if (kept.get(then) === figure) return gettext('The figure was then %(figure)s FLOP.', {figure});
    if (!kept.has(then)) return gettext('The link claims that the figure was then %(figure)s FLOP; no release of that date is kept here to compare it with.', {figure});
    const known = kept.get(then);
    return known ? gettext('The link claims that the figure was then %(figure)s FLOP; in the release of that date it is %(known)s FLOP.', {figure, known})
      : gettext('The link claims that the figure was then %(figure)s FLOP; in the release of that date there is none.', {figure});
  }
  note.querySelector('span').textContent = [
    gettext('You followed a citation of the census as of %(date)s.', {date: then}), said(),
    same ? gettext('It is the figure of today.') : gettext('The figure of today is the one below; the history says what came since.'),
  ].filter(Boolean).join(' ');
  note.hidden = false;
})();
