// Citations: they carry the address at which they are read, and one that is followed later says what it quoted.
(function () {
  'use strict';
  const flop = /^[0-9](?:\.[0-9]{1,3})?e[0-9]{1,2}$/;
  const day = /^[0-9]{4}-[0-9]{2}-[0-9]{2}$/;
  if (location.protocol.startsWith('http')) {
    const { href } = document.querySelector('a.cite-link');
    for (const node of document.querySelectorAll('.cite-link:not([data-fixed])')) node.textContent = href;
  }
  for (const button of document.querySelectorAll('button[data-copy]')) {
    if (!navigator.clipboard) continue;
    button.hidden = false;
    const words = button.textContent;
    button.addEventListener('click', () => {
      const text = document.getElementById(button.dataset.copy).textContent.trim();
      navigator.clipboard.writeText(text).then(() => {
        button.textContent = button.dataset.done;
        setTimeout(() => (button.textContent = words), 2000);
      });
    });
  }
  // The query is outside text: only a date and a number of ours are shown, as text.
  const note = document.getElementById('cited');
  const query = new URLSearchParams(location.search);
  const then = query.get('as-of') || '', figure = query.get('flop') || '';
  if (!note || !day.test(then) || (figure && !flop.test(figure))) return;
  const d = note.dataset;
  const same = figure === d.flop;
  if (then === d.asOf && same) return;
  note.querySelector('span').textContent = `${d.then} ${then}. ` + (figure ? `${d.figure} ${figure} FLOP. ` : '') + (same ? d.same : d.now);
  note.hidden = false;
})();
