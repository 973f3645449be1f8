// Charts of pages: tabs, the link that names its census, the picture, the code of a frame.
(function () {
  'use strict';
  const {copyText, gettext} = globalThis.flopwatchWords;
  const SCALE = 2; // pixels of the picture for one of the drawing

  function tabs(box) {
    const all = Array.from(box.querySelectorAll('[role=tab]'));
    function show(chosen) {
      for (const tab of all) {
        const on = tab === chosen;
        tab.setAttribute('aria-selected', String(on));
        tab.tabIndex = on ? 0 : -1;
        document.getElementById(tab.getAttribute('aria-controls')).hidden = !on;
      }
    }
    for (const tab of all) {
      tab.addEventListener('click', () => show(tab));
      tab.addEventListener('keydown', (event) => {
        const turn = getComputedStyle(tab).direction === 'rtl' ? -1 : 1, at = all.indexOf(tab);
        const to = {ArrowRight: at + turn, ArrowLeft: at - turn, Home: 0, End: all.length - 1}[event.key];
        if (to === undefined) return;
        event.preventDefault();
        const next = all[(to + all.length) % all.length];
        show(next);
        next.focus();
      });
    }
    show(all[0]);
  }

  // The file's drawing as a picture: the same title, credit and date.
  async function picture(address, name) {
    const image = new Image();
    image.src = address;
    await image.decode();
    const canvas = document.createElement('canvas');
    canvas.width = image.naturalWidth * SCALE;
    canvas.height = image.naturalHeight * SCALE;
    canvas.getContext('2d').drawImage(image, 0, 0, canvas.width, canvas.height);
    const link = document.createElement('a');
    link.href = canvas.toDataURL('image/png');
    link.download = name;
    link.click();
  }
  const here = (box) => Object.assign(new URL(location.href), {search: `?as-of=${box.dataset.asOf}`, hash: box.id}).href;

  for (const box of document.querySelectorAll('.figure-box')) {
    tabs(box);
    const frame = box.querySelector('textarea'), note = box.querySelector('.warning'), svg = box.querySelector('a[href$=".svg"]');
    const address = new URL(frame.dataset.frame, location.href).href, quoted = (text) => text.replaceAll('&', '&amp;').replaceAll('"', '&quot;');
    frame.value = `<iframe src="${quoted(address)}" width="100%" height="${frame.dataset.height}" loading="lazy" title="${quoted(frame.dataset.title)}" style="border:0"></iframe>`;
    for (const button of box.querySelectorAll('[data-act]')) {
      button.addEventListener('click', () => {
        if (button.dataset.act === 'link') copyText(button, here(box));
        else {
          picture(svg.href, `flopwatch-${box.dataset.asOf}-${box.id}.png`).catch(() => {
            note.hidden = false;
            note.textContent = gettext('This browser makes no picture of a page that is opened from disk: take the SVG.');
          });
        }
      });
    }
    const then = new URLSearchParams(location.search).get('as-of') || '';
    if (location.hash === `#${box.id}` && /^\d{4}-\d\d-\d\d$/.test(then) && then !== box.dataset.asOf) {
      note.hidden = false;
      note.textContent = gettext('The link is of the census of %(then)s; this chart is of %(now)s.', {then, now: box.dataset.asOf});
    }
  }
})();
