// Review by keyboard: a letter chooses a decision, a digit a usual reason and sends it; j opens the first item.
// A file dropped on its form is chosen there.
(function () {
  'use strict';
  const form = () => document.getElementById('decision');
  const typing = (target) => target instanceof HTMLElement && /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName);
  let chosen = null;

  function choose(button) {
    for (const one of form().querySelectorAll('button[data-key]')) one.classList.toggle('chosen', one === button);
    chosen = button;
    button.focus();
  }
  // The decision goes as a field too: htmx forgets the button once another element has the focus.
  function send() {
    const verb = document.createElement('input');
    Object.assign(verb, {type: 'hidden', name: 'verb', value: chosen.value});
    form().append(verb);
    form().requestSubmit(chosen);
    verb.remove();
  }
  // A dropped file becomes the form's file; the form is sent by its button, as without a script.
  const drop = document.getElementById('drop');
  for (const kind of drop ? ['dragenter', 'dragover', 'dragleave', 'drop'] : []) {
    drop.addEventListener(kind, (event) => {
      event.preventDefault();
      drop.classList.toggle('over', kind === 'dragenter' || kind === 'dragover');
      if (kind === 'drop' && event.dataTransfer.files.length) drop.elements.file.files = event.dataTransfer.files;
    });
  }
  document.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === 'Enter' && event.target.id === 'reason' && chosen && chosen.isConnected) {
      event.preventDefault();
      if (form().reportValidity()) send();
      return;
    }
    if (typing(event.target)) return;
    if (!form()) {
      const first = document.querySelector('a[data-first]');
      if (event.key === 'j' && first) first.click();
      return;
    }
    const button = form().querySelector(`button[data-key="${CSS.escape(event.key)}"]`);
    const reasons = [...document.querySelectorAll('#reasons option')].map((one) => one.value);
    if (button) {
      event.preventDefault();
      choose(button);
    } else if (/^[1-9]$/.test(event.key) && chosen && chosen.isConnected && reasons[event.key - 1]) {
      event.preventDefault();
      form().elements.reason.value = reasons[event.key - 1];
      send();
    } else if (event.key.length === 1 && chosen && chosen.isConnected) {
      if (event.key === ' ') event.preventDefault();  // a focused button would take it as a click
      form().elements.reason.focus();
    }
  });
})();
