// Optional helpers for pages that work without scripts. A plain script, not a module, so that the folder also works when opened from disk.
(function () {
  'use strict';
  // A link to a claim opens the fold that hides it.
  function reveal() {
    const target = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
    const box = target && target.closest('details');
    if (box) {
      box.open = true;
      target.scrollIntoView();
    }
  }
  addEventListener('hashchange', reveal);
  reveal();
  document.querySelectorAll('button.print').forEach((b) => {
    b.hidden = false;
    b.addEventListener('click', () => print());
  });
  let opened = [];
  addEventListener('beforeprint', () => {
    opened = [...document.querySelectorAll('main details:not([open])')];
    opened.forEach((d) => (d.open = true));
  });
  addEventListener('afterprint', () => opened.forEach((d) => (d.open = false)));
})();
