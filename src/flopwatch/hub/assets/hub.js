// Small comforts of pages that read without scripts. It is a plain script, no module, so that the folder also works when opened from disk.
(function () {
  'use strict';
  // A link to a claim opens what hides it.
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
  addEventListener('beforeprint', () => document.querySelectorAll('details').forEach((d) => (d.open = true)));
})();
