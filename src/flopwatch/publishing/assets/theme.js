// Runs before the page is drawn, so that a chosen theme does not flash.
(function () {
  'use strict';
  var root = document.documentElement;
  root.classList.add('js');
  try {
    var chosen = localStorage.getItem('flopwatch-theme');
    if (chosen === 'dark' || chosen === 'light') root.dataset.theme = chosen;
  } catch (error) {
    // Storage is refused (private window, file:// in some browsers): the system's theme holds.
  }
  function dark() {
    return root.dataset.theme ? root.dataset.theme === 'dark' : matchMedia('(prefers-color-scheme: dark)').matches;
  }
  document.addEventListener('DOMContentLoaded', function () {
    var button = document.getElementById('theme');
    if (!button) return;
    function name() {
      button.textContent = dark() ? 'Light' : 'Dark';
      button.setAttribute('aria-label', 'Switch to the ' + (dark() ? 'light' : 'dark') + ' theme');
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
