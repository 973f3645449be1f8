// Runs before the page is drawn, so that a chosen theme does not flash.
(function () {
  'use strict';
  var root = document.documentElement;
  root.classList.add('js');
  try {
    var chosen = localStorage.getItem('flopwatch-theme');
    if (chosen === 'dark' || chosen === 'light') root.dataset.theme = chosen;
  } catch (error) {
    // Storage is refused (private window, file:// in some browsers): the system's theme is used.
  }
  function dark() {
    return root.dataset.theme ? root.dataset.theme === 'dark' : matchMedia('(prefers-color-scheme: dark)').matches;
  }
  // The menu closes on the escape key and on a click elsewhere, like other menus.
  function closeMenu(menu) {
    document.addEventListener('keydown', function (event) {
      if (event.key !== 'Escape' || !menu.open) return;
      menu.open = false;
      menu.querySelector('summary').focus();
    });
    document.addEventListener('click', function (event) {
      if (menu.open && !menu.contains(event.target)) menu.open = false;
    });
  }
  document.addEventListener('DOMContentLoaded', function () {
    var menu = document.querySelector('.all-pages');
    if (menu) closeMenu(menu);
    var button = document.getElementById('theme');
    if (!button) return;
    var gettext = globalThis.flopwatchWords.gettext;
    function name() {
      button.textContent = dark() ? gettext('Light') : gettext('Dark');
      button.setAttribute('aria-label', dark() ? gettext('Switch to the light theme') : gettext('Switch to the dark theme'));
    }
    button.hidden = false;
    name();
    button.addEventListener('click', function () {
      root.dataset.theme = dark() ? 'light' : 'dark';
      try {
        localStorage.setItem('flopwatch-theme', root.dataset.theme);
      } catch (error) {
        // As above: the choice then lasts as long as the page.
      }
      name();
      document.dispatchEvent(new Event('themechange'));
    });
    matchMedia('(prefers-color-scheme: dark)').addEventListener('change', function () {
      name();
      document.dispatchEvent(new Event('themechange'));
    });
  });
})();
